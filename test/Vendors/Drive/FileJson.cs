using System.Text.Json.Nodes;

namespace Archivolt.Vendors.Drive;

/// <summary>Files and revisions as the API describes them to an account.</summary>
/// <remarks>https://developers.google.com/workspace/drive/api/reference/rest/v3/files</remarks>
internal static class FileJson
{
    public const string FileDefaults = "kind,id,name,mimeType";
    public const string RevisionDefaults = "kind,id,mimeType,modifiedTime";

    public static readonly IReadOnlySet<string> FileFields = Names(
        "kind id name mimeType description starred trashed explicitlyTrashed trashedTime trashingUser parents properties appProperties spaces version " +
        "webContentLink webViewLink iconLink hasThumbnail thumbnailLink thumbnailVersion viewedByMe viewedByMeTime createdTime modifiedTime " +
        "modifiedByMe modifiedByMeTime sharedWithMeTime sharingUser owners driveId teamDriveId lastModifyingUser shared ownedByMe capabilities " +
        "viewersCanCopyContent copyRequiresWriterPermission writersCanShare permissions permissionIds folderColorRgb originalFilename " +
        "fullFileExtension fileExtension md5Checksum sha1Checksum sha256Checksum size quotaBytesUsed headRevisionId contentHints " +
        "imageMediaMetadata videoMediaMetadata isAppAuthorized exportLinks shortcutDetails contentRestrictions labelInfo resourceKey " +
        "linkShareMetadata inheritedPermissionsDisabled downloadRestrictions");

    public static readonly IReadOnlySet<string> RevisionFields = Names(
        "kind id mimeType modifiedTime keepForever published publishedLink publishAuto publishedOutsideDomain lastModifyingUser originalFilename " +
        "md5Checksum size exportLinks");

    public static JsonObject OfFile(DriveFile file, DriveAccount account, DriveServer server)
    {
        var role = file.RoleOf(account)!.Value;
        var json = new JsonObject
        {
            ["kind"] = "drive#file",
            ["id"] = file.Id,
            ["name"] = file.Name,
            ["mimeType"] = file.MimeType,
            ["starred"] = false,
            ["trashed"] = file.IsTrashed,
            ["explicitlyTrashed"] = file.IsTrashed,
            ["spaces"] = new JsonArray("drive"),
            ["version"] = $"{file.Version}",
            ["webViewLink"] = server.Link($"file/d/{file.Id}/view?usp=drivesdk"),
            ["iconLink"] = server.Link($"16/type/{file.MimeType}"),
            ["hasThumbnail"] = file.Thumbnail is not null,
            ["createdTime"] = Time(file.Created),
            ["modifiedTime"] = Time(file.Modified),
            ["lastModifyingUser"] = OfUser(file.Head?.By ?? file.By, account),
            ["shared"] = file.IsShared,
            ["ownedByMe"] = file.Owner == account,
            ["copyRequiresWriterPermission"] = !file.ReadersMayDownload,
            ["capabilities"] = Capabilities(file, role),
        };
        if (file.Owner is { } owner)
            json["owners"] = new JsonArray(OfUser(owner, account));
        if (file.SharedDrive is { } drive)
            json["driveId"] = drive.Id;
        if (file.Parent is { } parent && parent.RoleOf(account) is not null)
            json["parents"] = new JsonArray(parent.Id);
        if (file.Thumbnail is not null && MayDownload(file, role))
            json["thumbnailLink"] = server.Links.NewThumbnail(file);
        if (file.Head is { Content: { } content } head)
            AddContent(json, file, head, content, server);
        else if (file.Head is not null && server.Links.OfExports(file, revision: null) is { } exports)
            json["exportLinks"] = exports;
        return json;
    }

    public static JsonObject OfRevision(DriveFile file, DriveRevision revision, DriveAccount account, DriveServer server)
    {
        var json = new JsonObject
        {
            ["kind"] = "drive#revision",
            ["id"] = revision.Id,
            ["mimeType"] = file.MimeType,
            ["modifiedTime"] = Time(revision.Modified),
            ["published"] = false,
            ["lastModifyingUser"] = OfUser(revision.By, account),
        };
        if (revision.Content is { } content)
        {
            json["keepForever"] = revision.IsKept;
            json["originalFilename"] = file.Name;
            json["md5Checksum"] = content.Md5;
            json["size"] = $"{content.Length}";
        }
        else if (server.Links.OfExports(file, revision) is { } exports)
        {
            json["exportLinks"] = exports;
        }
        return json;
    }

    public static JsonObject OfUser(DriveAccount user, DriveAccount account) => new()
    {
        ["kind"] = "drive#user",
        ["displayName"] = user.Email.Split('@')[0],
        ["me"] = user == account,
        ["permissionId"] = user.Id,
        ["emailAddress"] = user.Email,
    };

    public static JsonObject OfDrive(SharedDrive drive) => new() { ["kind"] = "drive#drive", ["id"] = drive.Id, ["name"] = drive.Name };

    public static bool MayDownload(DriveFile file, DriveRole role) => file.ReadersMayDownload || role > DriveRole.Reader;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    private static JsonObject Capabilities(DriveFile file, DriveRole role) => new()
    {
        ["canDownload"] = !file.IsFolder && MayDownload(file, role),
        ["canCopy"] = !file.IsFolder && MayDownload(file, role),
        ["canEdit"] = role > DriveRole.Reader,
        ["canModifyContent"] = role > DriveRole.Reader,
        ["canRename"] = role > DriveRole.Reader,
        ["canReadRevisions"] = !file.IsFolder && role > DriveRole.Reader,
        ["canShare"] = role > DriveRole.Reader,
        ["canTrash"] = role > DriveRole.Reader,
        ["canDelete"] = role == DriveRole.Owner,
    };

    private static void AddContent(JsonObject json, DriveFile file, DriveRevision head, Content content, DriveServer server)
    {
        var extension = Path.GetExtension(file.Name).TrimStart('.');
        json["originalFilename"] = file.Name;
        json["fileExtension"] = extension;
        json["fullFileExtension"] = extension;
        json["md5Checksum"] = content.Md5;
        json["sha256Checksum"] = content.Sha256;
        json["size"] = $"{content.Length}";
        json["quotaBytesUsed"] = $"{content.Length}";
        json["headRevisionId"] = head.Id;
        json["webContentLink"] = server.Link($"uc?id={file.Id}&export=download");
    }

    private static HashSet<string> Names(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
