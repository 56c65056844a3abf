using System.Text.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Json;

/// <summary>
/// What the JSON of linked files says to the person who asks: names and links for whoever may see the file, for others why they get nothing. The enrichers of blobs <c>appLinks</c>,
/// <c>conversions</c> and <c>thumbnail</c> are the platform's; <c>versions</c> lists the revisions that the vendor has.
/// </summary>
internal sealed class LinkedBlobs
{
    private readonly LinkedFileAccess _files;
    private readonly Principal _principal;
    private readonly IReadOnlySet<string> _enrichers;
    private readonly CancellationToken _aborted;
    private IReadOnlyDictionary<BlobKey, LinkedAccess> _loaded = new Dictionary<BlobKey, LinkedAccess>();
    private IReadOnlyDictionary<BlobKey, IReadOnlyList<LinkedRevision>> _revisions = new Dictionary<BlobKey, IReadOnlyList<LinkedRevision>>();

    private LinkedBlobs(LinkedFileAccess files, HttpContext context)
    {
        (_files, _principal, _aborted) = (files, context.ActingPrincipal(), context.RequestAborted);
        _enrichers = AskedNames.Of(context.Request, "enrichers", "blob");
    }

    /// <summary>For one request; null where no provider of linked files is configured.</summary>
    public static LinkedBlobs? For(HttpContext context) =>
        context.RequestServices.GetService<LinkedFileAccess>() is { IsConfigured: true } files ? new LinkedBlobs(files, context) : null;

    /// <summary>Asks the vendors what the person may see of the linked ones among some blobs.</summary>
    public async ValueTask LoadAsync(IEnumerable<BlobInfo> blobs)
    {
        _loaded = await _files.FindAsync(_principal, blobs, _aborted);
        if (_enrichers.Contains("versions"))
            _revisions = await _files.ListRevisionsAsync(_loaded, _aborted);
    }

    /// <summary>The blob as the person may see it: of a linked file what the vendor says now.</summary>
    public BlobInfo Named(BlobInfo blob)
    {
        if (!_loaded.TryGetValue(blob.Key, out var access) || access.File is not { } file)
            return _files.IsLinked(blob.Key) ? new BlobInfo { Key = blob.Key } : blob;
        var described = LinkedFileAccess.Describe(access);
        return described with { Key = blob.Key, FileName = LinkedNames.Of(file).Name };
    }

    /// <summary>Writes what only linked files have.</summary>
    public void Write(Utf8JsonWriter writer, BlobInfo blob)
    {
        if (!_loaded.TryGetValue(blob.Key, out var access))
            return;
        writer.WriteString("providerId"u8, access.Provider.Id);
        writer.WriteStartObject("linked"u8);
        writer.WriteString("provider"u8, access.Provider.Label);
        writer.WriteString("state"u8, JsonNamingPolicy.CamelCase.ConvertName($"{access.State}"));
        if (access.Message is { } message)
            writer.WriteString("message"u8, message);
        if (access.File is { } file)
            WriteFile(writer, access, file);
        writer.WriteEndObject();
        if (access.File is { } seen)
            WriteEnrichers(writer, access, seen);
        if (_revisions.TryGetValue(blob.Key, out var revisions))
            WriteRevisions(writer, revisions);
    }

    private static void WriteFile(Utf8JsonWriter writer, LinkedAccess access, LinkedFile file)
    {
        writer.WriteString("key"u8, $"{access.Provider.Id}:{access.Key}");
        writer.WriteString("account"u8, access.Key.Account);
        if (access.Key.Revision is { } revision)
            writer.WriteString("revision"u8, revision);
        writer.WriteBoolean("downloadable"u8, file.CanDownload);
        foreach (var (name, link) in new[] { ("view", file.ViewUrl), ("edit", file.EditUrl), ("embed", file.EmbedUrl) })
        {
            if (link is not null)
                writer.WriteString(name, link.AbsoluteUri);
        }
    }

    private static void WriteRevisions(Utf8JsonWriter writer, IReadOnlyList<LinkedRevision> revisions)
    {
        writer.WriteStartArray("versions"u8);
        foreach (var revision in revisions)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, revision.Id);
            writer.WriteString("modified"u8, JsonDates.Format(revision.Modified));
            if (revision.Length is { } length)
                writer.WriteNumber("length"u8, length);
            writer.WriteBoolean("kept"u8, revision.IsKept);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void WriteEnrichers(Utf8JsonWriter writer, LinkedAccess access, LinkedFile file)
    {
        if (_enrichers.Contains("appLinks"))
        {
            writer.WriteStartArray("appLinks"u8);
            foreach (var link in access.Key.Revision is null ? file.AppLinks : [])
            {
                writer.WriteStartObject();
                writer.WriteString("appName"u8, link.Name);
                writer.WriteString("icon"u8, link.Icon?.AbsoluteUri);
                writer.WriteString("link"u8, link.Link.AbsoluteUri);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (_enrichers.Contains("conversions"))
        {
            writer.WriteStartArray("conversions"u8);
            foreach (var mediaType in file.Conversions)
                writer.WriteStringValue(mediaType);
            writer.WriteEndArray();
        }
        if (_enrichers.Contains("thumbnail"))
            writer.WriteBoolean("thumbnail"u8, file.HasThumbnail);
    }
}
