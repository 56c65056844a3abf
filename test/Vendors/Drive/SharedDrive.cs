using System.Collections.Concurrent;

namespace Archivolt.Vendors.Drive;

/// <summary>A drive that belongs to an organization; its members see what is on it, and callers must say that they support such drives.</summary>
public sealed class SharedDrive
{
    private readonly DriveStore _store;
    private readonly ConcurrentDictionary<DriveAccount, DriveRole> _members = [];
    private readonly DriveAccount _organizer;

    internal SharedDrive(DriveStore store, string name, DriveAccount organizer)
    {
        (_store, Name, _organizer) = (store, name, organizer);
        _members[organizer] = DriveRole.Writer;
        Root = new DriveFile(store, new DriveFileStart(name, NativeType.Folder.MimeType, organizer, this, Parent: null));
        store.Log(this, []);
    }

    /// <summary>Also the id of its uppermost folder.</summary>
    public string Id => Root.Id;

    public string Name { get; private set; }

    public DriveFile Root { get; }

    public SharedDrive AddMember(DriveAccount account, DriveRole role = DriveRole.Writer)
    {
        _members[account] = role;
        _store.Log(this, []);
        return this;
    }

    public void RemoveMember(DriveAccount account)
    {
        _members.TryRemove(account, out _);
        _store.Log(this, [account]);
    }

    public void Rename(string name)
    {
        Name = name;
        _store.Log(this, []);
    }

    public DriveFile AddFolder(string name, DriveFile? parent = null) => Add(name, NativeType.Folder.MimeType, parent);

    public DriveFile AddFile(string name, Content content, string mimeType = "application/octet-stream", DriveFile? parent = null) =>
        Add(name, mimeType, parent).Start(content);

    public DriveFile AddNative(string name, NativeType type, DriveFile? parent = null) => Add(name, type.MimeType, parent).Start(content: null);

    internal IEnumerable<DriveAccount> Members => _members.Keys;

    internal DriveRole? RoleOf(DriveAccount account) => _members.TryGetValue(account, out var role) ? role : null;

    private DriveFile Add(string name, string mimeType, DriveFile? parent) =>
        new(_store, new DriveFileStart(name, mimeType, _organizer, this, parent ?? Root));
}
