using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary><c>changes.getStartPageToken</c> and <c>changes.list</c>: of a user, or of a shared drive.</summary>
/// <remarks>https://developers.google.com/workspace/drive/api/guides/manage-changes</remarks>
internal sealed class ChangesApi(DriveServer server)
{
    private static readonly HashSet<string> ChangeFields = new(StringComparer.Ordinal)
    {
        "kind", "type", "changeType", "time", "removed", "fileId", "file", "driveId", "drive", "teamDriveId", "teamDrive",
    };

    public void Map(WebApplication application)
    {
        application.MapGet("/drive/v3/changes/startPageToken", Start);
        application.MapGet("/drive/v3/changes", List);
    }

    private JsonObject Start(HttpContext context)
    {
        var caller = Caller.OfDrive(context, server);
        if (FilesApi.Parameter(context.Request.Query, "driveId") is { } drive)
            server.Find(drive, caller, supportsAllDrives: FilesApi.Flag(context.Request.Query, "supportsAllDrives"));
        return new JsonObject { ["kind"] = "drive#startPageToken", ["startPageToken"] = $"{server.Store.LastChange + 1}" };
    }

    private JsonNode? List(HttpContext context)
    {
        var query = context.Request.Query;
        var caller = Caller.OfDrive(context, server);
        var token = FilesApi.Parameter(query, "pageToken") ?? throw DriveErrors.Required("pageToken");
        if (!long.TryParse(token, CultureInfo.InvariantCulture, out var start) || start < 1)
            throw DriveErrors.Invalid("pageToken", token);
        var mask = FieldMask.Parse(FilesApi.Parameter(query, "fields") ?? "kind,nextPageToken,newStartPageToken," +
            $"changes(kind,changeType,time,removed,fileId,file({FileJson.FileDefaults}),driveId,drive)");
        mask.Check(ChangeFields, "changes");
        mask.Check(FileJson.FileFields, "changes", "file");

        var size = Page<DriveChange>.SizeOf(query, byDefault: 100);
        var last = server.Store.LastChange;
        var changes = server.Store.ChangesFor(caller.Account, start - 1).Where(change => IsAskedFor(change, query, caller.Account)).ToArray();
        var page = changes.Take(size).ToArray();
        var answer = new JsonObject
        {
            ["kind"] = "drive#changeList",
            ["changes"] = new JsonArray([.. page.Select(change => OfChange(change, caller.Account))]),
        };
        if (changes.Length > size)
            answer["nextPageToken"] = $"{page[^1].Number + 1}";
        else
            answer["newStartPageToken"] = $"{last + 1}";
        return mask.Apply(answer);
    }

    private static bool IsAskedFor(DriveChange change, IQueryCollection query, DriveAccount account)
    {
        var drive = change.Drive ?? change.File!.SharedDrive;
        var allDrives = FilesApi.Flag(query, "includeItemsFromAllDrives") && FilesApi.Flag(query, "supportsAllDrives");
        if (FilesApi.Parameter(query, "driveId") is { } wanted && (drive?.Id != wanted || !allDrives))
            return false;
        if (drive is not null && (!allDrives || FilesApi.Flag(query, "restrictToMyDrive")))
            return false;
        // The uppermost folders are not in the log.
        if (change.File is { Parent: null })
            return false;
        return query["includeRemoved"] != "false" || change.File?.RoleOf(account) is not null || change.Drive?.RoleOf(account) is not null;
    }

    private JsonObject OfChange(DriveChange change, DriveAccount account)
    {
        var isRemoved = (change.File?.RoleOf(account) ?? change.Drive?.RoleOf(account)) is null;
        var json = new JsonObject
        {
            ["kind"] = "drive#change",
            ["changeType"] = change.File is null ? "drive" : "file",
            ["time"] = FileJson.Time(change.Time),
            ["removed"] = isRemoved,
        };
        if (change.File is { } file)
        {
            json["fileId"] = file.Id;
            if (!isRemoved)
                json["file"] = FileJson.OfFile(file, account, server);
        }
        else
        {
            json["driveId"] = change.Drive!.Id;
            if (!isRemoved)
                json["drive"] = FileJson.OfDrive(change.Drive);
        }
        return json;
    }
}
