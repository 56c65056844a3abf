using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary><c>files.get</c>, <c>files.list</c> and <c>files.export</c>.</summary>
internal sealed class FilesApi(DriveServer server)
{
    private const long LargestExport = 10 * 1024 * 1024;

    public void Map(WebApplication application)
    {
        application.MapGet("/drive/v3/files", List);
        application.MapGet("/drive/v3/files/{id}", GetAsync);
        application.MapGet("/drive/v3/files/{id}/export", ExportAsync);
    }

    private async Task GetAsync(HttpContext context, string id)
    {
        var query = context.Request.Query;
        var caller = Caller.OfDrive(context, server);
        var (file, role) = server.Find(id, caller, supportsAllDrives: Flag(query, "supportsAllDrives"));
        if (query["alt"] == "media")
        {
            CheckDownload(file, role, caller, acknowledgesAbuse: Flag(query, "acknowledgeAbuse"));
            await context.SendContentAsync(file.Head!.Content!, file.MimeType, server.Faults);
            return;
        }
        var mask = FieldMask.Parse(Parameter(query, "fields") ?? FileJson.FileDefaults);
        mask.Check(FileJson.FileFields);
        await context.Response.WriteAsJsonAsync(mask.Apply(FileJson.OfFile(file, caller.Account, server)));
    }

    private async Task ExportAsync(HttpContext context, string id)
    {
        var caller = Caller.OfDrive(context, server);
        var type = Parameter(context.Request.Query, "mimeType") ?? throw DriveErrors.Required("mimeType");
        // The call takes no supportsAllDrives.
        var (file, role) = server.Find(id, caller, supportsAllDrives: true);
        if (!caller.MayReadContent)
            throw DriveErrors.Scopes();
        if (!FileJson.MayDownload(file, role))
            throw DriveErrors.Of(403, "cannotExportFile", "This file cannot be exported by the user.");
        if (server.FormatsOf(file) is not { } formats)
            throw DriveErrors.Of(403, "fileNotExportable", "Export only supports Docs Editors files.");
        if (!formats.Contains(type))
            throw DriveErrors.Of(400, "badRequest", "The requested conversion is not supported.", "convertTo");
        var content = file.Head!.Export(file, type);
        if (content.Length > LargestExport)
            throw DriveErrors.Of(403, "exportSizeLimitExceeded", "This file is too large to be exported.");
        await context.SendContentAsync(content, type, server.Faults);
    }

    private JsonNode? List(HttpContext context)
    {
        var query = context.Request.Query;
        var caller = Caller.OfDrive(context, server);
        var mask = FieldMask.Parse(Parameter(query, "fields") ?? $"kind,nextPageToken,incompleteSearch,files({FileJson.FileDefaults})");
        mask.Check(FileJson.FileFields, "files");
        var matches = FileQuery.Parse(Parameter(query, "q"), caller.Account);
        var drive = Parameter(query, "driveId");
        var allDrives = Flag(query, "includeItemsFromAllDrives");
        if (allDrives && !Flag(query, "supportsAllDrives"))
            throw DriveErrors.Of(403, "teamDrivesNotSupported", "The includeItemsFromAllDrives parameter requires supportsAllDrives.");
        if (drive is not null && !(allDrives && query["corpora"] == "drive"))
            throw DriveErrors.Of(403, "teamDriveCorporaRequired", "driveId requires corpora=drive and includeItemsFromAllDrives.", "driveId");

        var found = server.Store.Files.Values.Where(file =>
            file.RoleOf(caller.Account) is not null && file != file.SharedDrive?.Root && file != file.Owner?.Root &&
            (file.SharedDrive is null ? drive is null : allDrives && (drive is null || file.SharedDrive.Id == drive)) && matches(file));
        var page = Page<DriveFile>.Of(Ordered(found, Parameter(query, "orderBy")), query, byDefault: 100);
        var answer = new JsonObject
        {
            ["kind"] = "drive#fileList",
            ["incompleteSearch"] = false,
            ["files"] = new JsonArray([.. page.Items.Select(file => FileJson.OfFile(file, caller.Account, server))]),
        };
        page.AddTo(answer);
        return mask.Apply(answer);
    }

    private static IEnumerable<DriveFile> Ordered(IEnumerable<DriveFile> files, string? order)
    {
        var ordered = files.OrderBy(_ => 0);
        foreach (var key in (order ?? "modifiedTime desc").Split(',', StringSplitOptions.TrimEntries))
        {
            ordered = key switch
            {
                "name" or "name_natural" => ordered.ThenBy(file => file.Name, StringComparer.OrdinalIgnoreCase),
                "name desc" => ordered.ThenByDescending(file => file.Name, StringComparer.OrdinalIgnoreCase),
                "folder" => ordered.ThenByDescending(file => file.IsFolder),
                "modifiedTime" => ordered.ThenBy(file => file.Modified),
                "modifiedTime desc" => ordered.ThenByDescending(file => file.Modified),
                _ => throw DriveErrors.Invalid("orderBy", key),
            };
        }
        return ordered.ThenBy(file => file.Id, StringComparer.Ordinal);
    }

    private static void CheckDownload(DriveFile file, DriveRole role, Caller caller, bool acknowledgesAbuse)
    {
        if (!caller.MayReadContent)
            throw DriveErrors.Scopes();
        if (file.Head?.Content is null)
            throw DriveErrors.NotDownloadable();
        if (!FileJson.MayDownload(file, role))
            throw DriveErrors.Of(403, "cannotDownloadFile", "This file cannot be downloaded by the user.");
        if (file.IsAbusive && !acknowledgesAbuse)
            throw DriveErrors.Of(403, "cannotDownloadAbusiveFile", "This file has been identified as malware or spam and cannot be downloaded.");
        if (file.IsAbusive && role < DriveRole.Owner && file.SharedDrive is null)
            throw DriveErrors.Of(403, "invalidAbuseAcknowledgment", "Only the owner can download abusive files.");
    }

    internal static bool Flag(IQueryCollection query, string name) => query[name] == "true";

    internal static string? Parameter(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
}
