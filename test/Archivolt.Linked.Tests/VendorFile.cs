using Archivolt.Vendors;
using Archivolt.Vendors.Drive;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Linked.Tests;

/// <summary>A file of a person at one of the vendors; a folder may stand before its name.</summary>
internal sealed class VendorFile
{
    private readonly Person _owner;
    private readonly DriveFile? _drive;
    private readonly DropboxEntry? _dropbox;
    private readonly DropboxEntry? _folder;

    public VendorFile(Person owner, string provider, string path, Content content)
    {
        _owner = owner;
        var name = path.Split('/')[^1];
        if (provider == LinkedServer.DriveId)
        {
            _drive = owner.Drive.AddFile(name, content, name.EndsWith(".txt", StringComparison.Ordinal) ? "text/plain" : name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "application/octet-stream");
            return;
        }
        if (path.Contains('/', StringComparison.Ordinal))
            _folder = owner.Dropbox.AddFolder($"/{path.Split('/')[0]}");
        _dropbox = owner.Dropbox.AddFile($"/{path}", content);
    }

    public string Id => _drive?.Id ?? _dropbox!.Id;

    public string Revision => _drive?.Head!.Id ?? _dropbox!.Head!.Rev;

    /// <summary>What only requests for the content have in their path or query.</summary>
    public string ContentPath => _drive is null ? "files/download" : "alt=media";

    /// <summary>What only requests for what is known of the file have in their path or query.</summary>
    public string MetadataPath => _drive is null ? "files/get_metadata" : $"files/{_drive.Id}";

    public void Update(Content content)
    {
        _drive?.Update(content);
        _dropbox?.Update(content);
    }

    public void Rename(string name)
    {
        _drive?.Rename(name);
        _dropbox?.Rename(name);
    }

    public void MoveAway()
    {
        _drive?.MoveTo(_owner.Drive.AddFolder("Away"));
        _dropbox?.MoveTo(_owner.Dropbox.AddFolder("/Away"));
    }

    public void Trash()
    {
        _drive?.Trash();
        _dropbox?.Delete();
    }

    public void Restore()
    {
        _drive?.Restore();
        _dropbox?.Restore();
    }

    public void Delete()
    {
        _drive?.Delete();
        _dropbox?.Delete();
    }

    public void ShareWith(Person other)
    {
        _drive?.ShareWith(other.Drive);
        _folder?.ShareWith(other.Dropbox);
    }

    public void Unshare(Person other)
    {
        _drive?.Unshare(other.Drive);
        _folder?.Unshare(other.Dropbox);
    }

    public void Thumbnail(Content picture)
    {
        if (_drive is not null)
            _drive.Thumbnail = picture;
        if (_dropbox is not null)
            _dropbox.Thumbnail = picture;
    }
}
