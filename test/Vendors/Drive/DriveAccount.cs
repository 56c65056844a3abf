namespace Archivolt.Vendors.Drive;

/// <summary>Somebody's account, with a drive of its own.</summary>
public sealed class DriveAccount
{
    private readonly DriveStore _store;

    internal DriveAccount(DriveStore store, string email)
    {
        (_store, Email) = (store, email);
        Id = $"{100000000000000000000m + store.Next()}";
        Root = new DriveFile(store, new DriveFileStart("My Drive", NativeType.Folder.MimeType, this, SharedDrive: null, Parent: null));
    }

    public string Email { get; }

    /// <summary>The number that stays when the address changes: <c>sub</c> of OpenID Connect.</summary>
    public string Id { get; }

    /// <summary>False for an address that nobody verified.</summary>
    public bool IsVerified { get; set; } = true;

    /// <summary>The folder that the API calls <c>root</c>.</summary>
    public DriveFile Root { get; }

    public DriveFile AddFolder(string name, DriveFile? parent = null) => Add(name, NativeType.Folder.MimeType, parent);

    public DriveFile AddFile(string name, Content content, string mimeType = "application/octet-stream", DriveFile? parent = null) =>
        Add(name, mimeType, parent).Start(content);

    /// <summary>A document of Google's editors; <see cref="DriveFile.Edit"/> says what it is exported to.</summary>
    public DriveFile AddNative(string name, NativeType type, DriveFile? parent = null) => Add(name, type.MimeType, parent).Start(content: null);

    private DriveFile Add(string name, string mimeType, DriveFile? parent) =>
        new(_store, new DriveFileStart(name, mimeType, this, SharedDrive: null, parent ?? Root));
}
