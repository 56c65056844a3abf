using System.Collections.Concurrent;

namespace Archivolt.Vendors.Dropbox;

/// <summary>Somebody's Dropbox.</summary>
public sealed class DropboxAccount
{
    private readonly DropboxStore _store;

    internal DropboxAccount(DropboxStore store, string email)
    {
        (_store, Email) = (store, email);
        Id = $"dbid:{Guid.NewGuid():N}AAAAA"[..40];
        Root = new DropboxEntry(store, parent: null, name: "", isFolder: true);
    }

    public string Email { get; }

    /// <summary>What stays when the address changes: <c>account_id</c>.</summary>
    public string Id { get; }

    /// <summary>False for an address that nobody verified.</summary>
    public bool IsVerified { get; set; } = true;

    internal DropboxEntry Root { get; }

    /// <summary>Folders of others, and the names under which they stand in the uppermost folder.</summary>
    internal ConcurrentDictionary<DropboxEntry, string> Mounts { get; } = [];

    /// <summary>Adds a folder, and those above it, where they are missing.</summary>
    public DropboxEntry AddFolder(string path)
    {
        var folder = Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            folder = _store.ChildOf(folder, name) ?? new DropboxEntry(_store, folder, name, isFolder: true).Start(content: null);
        return folder;
    }

    /// <summary>Adds a file, and the folders above it. Names differ in more than case.</summary>
    /// <param name="path">From <c>/</c> on.</param>
    /// <param name="content">What it holds.</param>
    public DropboxEntry AddFile(string path, Content content)
    {
        var end = path.LastIndexOf('/');
        return new DropboxEntry(_store, AddFolder(path[..end]), path[(end + 1)..], isFolder: false).Start(content);
    }

    /// <summary>Adds a document that is exported rather than downloaded, such as <c>/notes.paper</c>.</summary>
    /// <param name="path">From <c>/</c> on.</param>
    /// <param name="exports">What it is exported to, by format; the first is the usual one.</param>
    public DropboxEntry AddExportable(string path, params (string Format, Content Content)[] exports)
    {
        var file = AddFile(path, Content.Of(path));
        file.Exports = exports;
        return file;
    }
}
