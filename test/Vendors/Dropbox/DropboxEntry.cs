using System.Collections.Immutable;

namespace Archivolt.Vendors.Dropbox;

/// <summary>A file or folder. What a test does to it, somebody did on another device: revisions and the cursors of listings follow.</summary>
public sealed class DropboxEntry
{
    private readonly DropboxStore _store;

    internal DropboxEntry(DropboxStore store, DropboxEntry? parent, string name, bool isFolder)
    {
        (_store, Parent, Name, IsFolder) = (store, parent, name, isFolder);
        store.Entries[Id] = this;
    }

    /// <summary><c>id:</c> and 22 characters; follows moves.</summary>
    public string Id { get; } = "id:" + Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('+', '-').Replace('/', '_');

    public string Name { get; private set; }

    public bool IsFolder { get; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<DropboxRevision> Revisions => History;

    public DropboxRevision? Head => History.IsEmpty ? null : History[^1];

    /// <summary>What the thumbnail shows; null for a pixel.</summary>
    public Content? Thumbnail { get; set; }

    internal IReadOnlyList<(string Format, Content Content)> Exports { get; set; } = [];

    internal DropboxEntry? Parent { get; private set; }

    internal ImmutableList<DropboxRevision> History { get; private set; } = [];

    internal DateTimeOffset? Deleted { get; private set; }

    internal bool IsGone => Deleted is not null || Parent is { IsGone: true };

    /// <summary>New content, of which a revision is made.</summary>
    public DropboxRevision Update(Content content)
    {
        Change(() => Append(content));
        return Head!;
    }

    public void Rename(string name) => Change(() => Relocate(Parent!, name));

    /// <summary>Leaves its folder for another.</summary>
    public void MoveTo(DropboxEntry folder) => Change(() => Relocate(folder, Name));

    public void Delete() => Change(() => Deleted = _store.Now);

    /// <summary>Brings back what was deleted, as a new revision.</summary>
    public void Restore() => Change(() =>
    {
        Deleted = null;
        Relocate(Parent!, Name);
    });

    /// <summary>Shares a folder: it appears in the uppermost folder of the other's Dropbox. Files alone do not appear there.</summary>
    public void ShareWith(DropboxAccount account)
    {
        if (!IsFolder)
            throw new InvalidOperationException("A file that is shared alone does not appear in the other's Dropbox: share a folder.");
        Change(() => account.Mounts[this] = Name);
    }

    public void Unshare(DropboxAccount account) => Change(() => account.Mounts.TryRemove(this, out _));

    internal DropboxEntry Start(Content? content)
    {
        Change(() => Append(content));
        return this;
    }

    /// <summary>Where an account sees it; empty for the uppermost folder, null where it does not.</summary>
    internal string? PathOf(DropboxAccount account)
    {
        if (this == account.Root)
            return "";
        if (account.Mounts.TryGetValue(this, out var name))
            return $"/{name}";
        return Parent?.PathOf(account) is { } folder ? $"{folder}/{Name}" : null;
    }

    internal bool IsWithin(DropboxEntry entry) => this == entry || Parent?.IsWithin(entry) == true;

    private void Change(Action change)
    {
        var before = _store.PathsOf(this);
        change();
        _store.Log(before.Concat(_store.PathsOf(this)));
    }

    private void Relocate(DropboxEntry parent, string name)
    {
        (Parent, Name) = (parent, name);
        Append(Head?.Content);
    }

    private void Append(Content? content)
    {
        if (content is not null)
            History = History.Add(new DropboxRevision(_store.NextRev(), content, _store.Now, Parent!, Name));
    }
}
