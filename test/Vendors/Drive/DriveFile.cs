using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Archivolt.Vendors.Drive;

internal sealed record DriveFileStart(string Name, string MimeType, DriveAccount By, SharedDrive? SharedDrive, DriveFile? Parent);

/// <summary>A file, folder or native document. What a test does to it, somebody did in the browser: versions, revisions and changes follow.</summary>
public sealed class DriveFile
{
    internal const int MostKept = 200;

    private readonly DriveStore _store;
    private readonly ConcurrentDictionary<DriveAccount, DriveRole> _shares = [];

    internal DriveFile(DriveStore store, DriveFileStart start)
    {
        _store = store;
        (Name, MimeType, By, SharedDrive, Parent) = start;
        Id = $"1{start.By.Email.GetHashCode(StringComparison.Ordinal):x8}-{store.Next():D10}_{Guid.NewGuid():N}"[..44];
        Created = Modified = store.Now;
        store.Files[Id] = this;
        store.Log(this, []);
    }

    public string Id { get; }

    public string Name { get; private set; }

    public string MimeType { get; }

    /// <summary>Null on a shared drive.</summary>
    public DriveAccount? Owner => SharedDrive is null ? By : null;

    public SharedDrive? SharedDrive { get; }

    public DriveFile? Parent { get; private set; }

    public bool IsTrashed { get; private set; }

    public bool IsDeleted { get; private set; }

    /// <summary>Grows with every change that anybody could see.</summary>
    public long Version { get; private set; } = 1;

    public DateTimeOffset Created { get; }

    public DateTimeOffset Modified { get; private set; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<DriveRevision> Revisions => History;

    public DriveRevision? Head => History.IsEmpty ? null : History[^1];

    /// <summary>False where the owner forbids readers to download, print and copy.</summary>
    public bool ReadersMayDownload { get; set; } = true;

    /// <summary>True where Drive holds it for malware: downloads must acknowledge that.</summary>
    public bool IsAbusive { get; set; }

    /// <summary>What the thumbnail shows; null for none.</summary>
    public Content? Thumbnail { get; set; }

    internal DriveAccount By { get; }

    internal ImmutableList<DriveRevision> History { get; private set; } = [];

    internal bool IsFolder => MimeType == NativeType.Folder.MimeType;

    internal bool IsNative => MimeType.StartsWith("application/vnd.google-apps.", StringComparison.Ordinal);

    /// <summary>New content, of which a revision is made.</summary>
    public DriveRevision Update(Content content, DriveAccount? by = null) => Change(() => Append(content, by));

    /// <summary>A new revision of a native document, and what it is exported to.</summary>
    public DriveRevision Edit(params (string MimeType, Content Content)[] exports) => Change(() =>
    {
        var revision = Append(content: null, by: null);
        foreach (var (type, content) in exports)
            revision.Exports[type] = content;
        return revision;
    });

    public void Rename(string name) => Change(() => (Name, Modified) = (name, _store.Now));

    /// <summary>Leaves its folder for another.</summary>
    public void MoveTo(DriveFile folder) => Change(() => Parent = folder);

    public void Trash() => Change(() => IsTrashed = true);

    public void Restore() => Change(() => IsTrashed = false);

    /// <summary>Deletes it for good.</summary>
    public void Delete() => Change(() => IsDeleted = true);

    /// <summary>Shares it, and what is below it.</summary>
    public void ShareWith(DriveAccount account, DriveRole role = DriveRole.Reader) => Change(() => _shares[account] = role);

    public void Unshare(DriveAccount account) => Change(() => _shares.TryRemove(account, out _));

    /// <summary>Somebody marks a revision as kept forever.</summary>
    public void Keep(DriveRevision revision) => Change(() => revision.IsKept = true);

    /// <summary>What Drive does some day to revisions that are neither the last nor kept forever.</summary>
    public void PurgeRevisions() => History = History.RemoveAll(revision => !revision.IsKept && revision != Head);

    internal DriveFile Start(Content? content)
    {
        Append(content, by: null);
        if (IsNative || MimeType == "application/pdf" || MimeType.StartsWith("image/", StringComparison.Ordinal))
            Thumbnail = TinyImages.Png;
        return this;
    }

    /// <summary>What an account may do; null where it sees nothing.</summary>
    internal DriveRole? RoleOf(DriveAccount account)
    {
        if (IsDeleted)
            return null;
        if (Owner == account)
            return DriveRole.Owner;
        if (SharedDrive?.RoleOf(account) is { } role)
            return role;
        for (var file = this; file is not null; file = file.Parent)
        {
            if (file._shares.TryGetValue(account, out var shared))
                return shared;
        }
        return null;
    }

    internal bool IsShared => SharedDrive is not null || !_shares.IsEmpty || Parent is { IsShared: true };

    private T Change<T>(Func<T> change)
    {
        var before = _store.AudienceOf(this);
        var result = change();
        Version++;
        _store.Log(this, before);
        return result;
    }

    private DriveRevision Append(Content? content, DriveAccount? by)
    {
        Modified = _store.Now;
        // Blobs have long ids, native documents count.
        var id = IsNative ? $"{History.Count + 1}" : $"0B{_store.Next():D6}{Guid.NewGuid():N}"[..36] + "PQ";
        var revision = new DriveRevision(id, content, Modified, by ?? By);
        History = History.Add(revision);
        return revision;
    }
}
