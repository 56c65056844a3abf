using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Dropbox;

/// <summary><c>download</c>, <c>export</c>, <c>get_thumbnail_v2</c>, and links that need no token, <c>get_temporary_link</c>.</summary>
internal sealed class ContentApi(DropboxServer server)
{
    private const string Scope = "files.content.read";
    private const string Binary = "application/octet-stream";
    private const long LargestImage = 20 * 1024 * 1024;

    private static readonly HashSet<string> Pictures = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".png", ".tiff", ".tif", ".gif", ".webp", ".ppm", ".bmp",
    };

    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal)
    {
        "w32h32", "w64h64", "w128h128", "w256h256", "w480h320", "w640h480", "w960h640", "w1024h768", "w2048h1536", "w3200h2400",
    };

    private readonly ConcurrentDictionary<string, (Content Content, DateTimeOffset Expires)> _links = new(StringComparer.Ordinal);

    public void Map(WebApplication application)
    {
        application.MapMethods("/2/files/download", ["GET", "POST"], DownloadAsync);
        application.MapMethods("/2/files/export", ["GET", "POST"], ExportAsync);
        application.MapMethods("/2/files/get_thumbnail_v2", ["GET", "POST"], GetThumbnailAsync);
        application.MapPost("/2/files/get_temporary_link", (Delegate)GetTemporaryLink);
        application.MapGet("/cd/0/get/{name}", FollowAsync);
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var call = await DropboxCall.OfHeaderAsync(context, server, Scope);
        var (file, revision) = call.FindFile();
        if (file.Exports.Count > 0)
            throw DropboxErrors.Of("unsupported_file");
        context.Response.Headers.ETag = $"W/\"{revision.Rev}\"";
        await SendAsync(context, EntryJson.OfFile(file, revision, call.Account), revision.Content, Binary);
    }

    private async Task ExportAsync(HttpContext context)
    {
        var call = await DropboxCall.OfHeaderAsync(context, server, Scope);
        var (file, revision) = call.FindFile();
        if (file.Exports.Count == 0)
            throw DropboxErrors.Of("non_exportable");
        var format = call.Text("export_format") ?? file.Exports[0].Format;
        var export = file.Exports.FirstOrDefault(export => export.Format == format);
        if (export.Content is null)
            throw DropboxErrors.Of("invalid_export_format");
        var result = new JsonObject
        {
            ["export_metadata"] = new JsonObject
            {
                ["name"] = Path.ChangeExtension(file.Name, format),
                ["size"] = export.Content.Length,
                ["export_hash"] = export.Content.DropboxHash,
            },
            ["file_metadata"] = EntryJson.OfFile(file, revision, call.Account),
        };
        await SendAsync(context, result, export.Content, Binary);
    }

    private async Task GetThumbnailAsync(HttpContext context)
    {
        var call = await DropboxCall.OfHeaderAsync(context, server, Scope);
        if (call.Argument["resource"] is not JsonObject resource || (string?)resource[".tag"] != "path")
            throw DropboxErrors.Malformed(call.Name, "request body: resource: this server knows the tag 'path'");
        var (format, size, mode) = (call.Tag("format") ?? "jpeg", call.Tag("size") ?? "w64h64", call.Tag("mode") ?? "strict");
        if (!Sizes.Contains(size) || mode is not ("strict" or "bestfit" or "fitone_bestfit" or "original"))
            throw DropboxErrors.Malformed(call.Name, $"request body: size or mode: invalid tag '{size}', '{mode}'");
        var pixel = format switch
        {
            "jpeg" => TinyImages.Jpeg,
            "png" => TinyImages.Png,
            "webp" => TinyImages.Webp,
            _ => throw DropboxErrors.Malformed(call.Name, $"request body: format: invalid tag '{format}'"),
        };
        var (file, revision) = call.FindFile(call.PathIn(resource));
        if (!Pictures.Contains(Path.GetExtension(file.Name)))
            throw DropboxErrors.Of("unsupported_extension");
        if (revision.Content.Length > LargestImage)
            throw DropboxErrors.Of("unsupported_image");
        var result = new JsonObject { ["file_metadata"] = EntryJson.OfFile(file, revision, call.Account) };
        await SendAsync(context, result, file.Thumbnail ?? pixel, $"image/{format}");
    }

    private async Task<JsonObject> GetTemporaryLink(HttpContext context)
    {
        var call = await DropboxCall.OfBodyAsync(context, server, Scope);
        var (file, revision) = call.FindFile();
        if (file.Exports.Count > 0)
            throw DropboxErrors.Of("unsupported_file");
        var name = $"{Guid.NewGuid():N}";
        _links[name] = (revision.Content, server.Clock.GetUtcNow() + TimeSpan.FromHours(4));
        return new JsonObject
        {
            ["metadata"] = EntryJson.OfFile(file, revision, call.Account),
            ["link"] = server.Link($"cd/0/get/{name}"),
        };
    }

    private async Task FollowAsync(HttpContext context, string name)
    {
        if (_links.TryGetValue(name, out var link) && link.Expires > server.Clock.GetUtcNow())
            await context.SendContentAsync(link.Content, Binary, server.Faults);
        else
            context.Response.StatusCode = StatusCodes.Status410Gone;
    }

    // JSON in a header is ASCII: the serializer escapes the rest.
    private async Task SendAsync(HttpContext context, JsonObject result, Content content, string type)
    {
        context.Response.Headers["Dropbox-API-Result"] = result.ToJsonString();
        await context.SendContentAsync(content, type, server.Faults);
    }
}
