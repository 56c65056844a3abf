using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>Where the links of a file lead: short-lived thumbnails, exports without a limit of size, icons. The first two need a token.</summary>
internal sealed class DriveLinks(DriveServer server)
{
    private readonly ConcurrentDictionary<string, (DriveFile File, DateTimeOffset Expires)> _thumbnails = new(StringComparer.Ordinal);

    public string NewThumbnail(DriveFile file)
    {
        var name = $"{Guid.NewGuid():N}";
        _thumbnails[name] = (file, server.Clock.GetUtcNow() + server.ThumbnailLifetime);
        return server.Link($"drive-storage/{name}=s220");
    }

    public JsonObject? OfExports(DriveFile file, DriveRevision? revision)
    {
        if (server.FormatsOf(file) is not { Count: > 0 } formats)
            return null;
        var suffix = revision is null ? "" : $"&revision={revision.Id}";
        return new JsonObject(formats.Select(type => KeyValuePair.Create(type,
            (JsonNode?)server.Link($"feeds/download/Export?id={file.Id}{suffix}&type={Uri.EscapeDataString(type)}"))));
    }

    public void Map(WebApplication application)
    {
        application.MapGet("/drive-storage/{name}", ThumbnailAsync);
        application.MapGet("/feeds/download/Export", ExportAsync);
        application.MapGet("/16/type/{**type}", context => context.SendContentAsync(TinyImages.Png, "image/png", server.Faults));
    }

    private async Task ThumbnailAsync(HttpContext context, string name)
    {
        var caller = Caller.OfDrive(context, server);
        // The size stands behind the name, and may be changed.
        if (!_thumbnails.TryGetValue(name.Split('=')[0], out var found) || found.Expires <= server.Clock.GetUtcNow() ||
            found.File.Thumbnail is not { } thumbnail || found.File.RoleOf(caller.Account) is null)
            throw DriveErrors.Of(404, "notFound", "Not Found");
        await context.SendContentAsync(thumbnail, "image/png", server.Faults);
    }

    private async Task ExportAsync(HttpContext context, string id, string type, string? revision)
    {
        var caller = Caller.OfDrive(context, server);
        var (file, role) = server.Find(id, caller, supportsAllDrives: true);
        if (!FileJson.MayDownload(file, role) || !caller.MayReadContent)
            throw DriveErrors.Permissions(id);
        var found = (revision is null ? file.Head : file.History.Find(other => other.Id == revision)) ?? throw DriveErrors.RevisionNotFound(revision!);
        if (server.FormatsOf(file)?.Contains(type) != true)
            throw DriveErrors.Invalid("type", type);
        await context.SendContentAsync(found.Export(file, type), type, server.Faults);
    }
}
