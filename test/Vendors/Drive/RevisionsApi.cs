using System.Text.Json;
using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>
/// <c>revisions.list</c>, <c>get</c> and <c>update</c>. Writers alone read revisions; contents are read of kept revisions alone; what is kept
/// once stays kept, and at most 200 revisions of a file are.
/// </summary>
/// <remarks>https://developers.google.com/workspace/drive/api/guides/manage-revisions</remarks>
internal sealed class RevisionsApi(DriveServer server)
{
    public void Map(WebApplication application)
    {
        application.MapGet("/drive/v3/files/{id}/revisions", List);
        application.MapGet("/drive/v3/files/{id}/revisions/{revision}", GetAsync);
        application.MapPatch("/drive/v3/files/{id}/revisions/{revision}", UpdateAsync);
    }

    private JsonNode? List(HttpContext context, string id)
    {
        var (file, caller) = Find(context, id);
        var mask = FieldMask.Parse(FilesApi.Parameter(context.Request.Query, "fields") ?? $"kind,nextPageToken,revisions({FileJson.RevisionDefaults})");
        mask.Check(FileJson.RevisionFields, "revisions");
        var page = Page<DriveRevision>.Of(file.History, context.Request.Query, byDefault: 200);
        var answer = new JsonObject
        {
            ["kind"] = "drive#revisionList",
            ["revisions"] = new JsonArray([.. page.Items.Select(revision => FileJson.OfRevision(file, revision, caller.Account, server))]),
        };
        page.AddTo(answer);
        return mask.Apply(answer);
    }

    private async Task GetAsync(HttpContext context, string id, string revision)
    {
        var (file, caller) = Find(context, id);
        var found = Find(file, revision);
        if (context.Request.Query["alt"] != "media")
        {
            await context.Response.WriteAsJsonAsync(Answer(context, file, found, caller));
            return;
        }
        if (!caller.MayReadContent)
            throw DriveErrors.Scopes();
        if (found.Content is not { } content)
            throw DriveErrors.NotDownloadable();
        if (!found.IsKept)
            throw DriveErrors.Of(403, "download_restricted_for_revision", "This revision cannot be downloaded by the authenticated user.");
        if (file.IsAbusive && !FilesApi.Flag(context.Request.Query, "acknowledgeAbuse"))
            throw DriveErrors.Of(403, "cannotDownloadAbusiveFile", "This file has been identified as malware or spam and cannot be downloaded.");
        await context.SendContentAsync(content, file.MimeType, server.Faults);
    }

    private async Task<JsonNode?> UpdateAsync(HttpContext context, string id, string revision)
    {
        var (file, caller) = Find(context, id);
        if (!caller.MayWrite)
            throw DriveErrors.Scopes();
        var found = Find(file, revision);
        var keep = await KeepForeverOf(context.Request);
        if (found.Content is null)
            throw DriveErrors.Of(400, "badRequest", "keepForever applies to files with binary content only.");
        if (found.IsKept && !keep)
            throw DriveErrors.Of(400, "illegalKeepForeverModification",
                "Bad Request. Cannot update a revision to false that is marked as keepForever.");
        // The limit is documented, its error is not: a test must not depend on more than a refusal that no retry mends.
        if (keep && !found.IsKept && file.History.Count(other => other.IsKept) >= DriveFile.MostKept)
            throw DriveErrors.Of(403, "keepForeverLimitExceeded", $"At most {DriveFile.MostKept} revisions of a file can be kept forever.");
        found.IsKept |= keep;
        return Answer(context, file, found, caller);
    }

    private JsonNode? Answer(HttpContext context, DriveFile file, DriveRevision revision, Caller caller)
    {
        var mask = FieldMask.Parse(FilesApi.Parameter(context.Request.Query, "fields") ?? FileJson.RevisionDefaults);
        mask.Check(FileJson.RevisionFields);
        return mask.Apply(FileJson.OfRevision(file, revision, caller.Account, server));
    }

    // None of these calls takes supportsAllDrives.
    private (DriveFile File, Caller Caller) Find(HttpContext context, string id)
    {
        var caller = Caller.OfDrive(context, server);
        var (file, role) = server.Find(id, caller, supportsAllDrives: true);
        if (file.IsFolder)
            throw DriveErrors.Of(403, "revisionsNotSupported", "The file does not support revisions.", "fileId");
        return role > DriveRole.Reader ? (file, caller) : throw DriveErrors.Permissions(id);
    }

    private static DriveRevision Find(DriveFile file, string id) =>
        (id == "head" ? file.Head : file.History.Find(revision => revision.Id == id)) ?? throw DriveErrors.RevisionNotFound(id);

    private static async Task<bool> KeepForeverOf(HttpRequest request)
    {
        try
        {
            return (bool?)(await JsonNode.ParseAsync(request.Body))?["keepForever"] ?? false;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw DriveErrors.Of(400, "parseError", "Parse Error");
        }
    }
}
