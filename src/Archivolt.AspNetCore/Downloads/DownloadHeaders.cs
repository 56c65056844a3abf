using System.Buffers;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>The headers that an answer with, or about, content carries.</summary>
internal static class DownloadHeaders
{
    private const int Year = 31_536_000;

    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>An entity tag in quotes, null for a placeholder that a rendition still to come stands behind (<c>empty=true</c>).</summary>
    public static string? EntityTagOf(DownloadTicket ticket, string tag) => IsPlaceholder(ticket) ? null : $"\"{tag}\"";

    /// <summary>The content's modification in whole seconds, as headers can say it.</summary>
    public static DateTimeOffset? LastModifiedOf(DownloadTicket ticket) => ticket.LastModified is { } modified && !IsPlaceholder(ticket)
        ? DateTimeOffset.FromUnixTimeSeconds(modified.ToUnixTimeSeconds())
        : null;

    /// <summary>The content type with the blob's encoding as charset; what a client stored as type is not sent when it is none.</summary>
    public static MediaTypeHeaderValue TypeOf(BlobInfo blob)
    {
        if (!MediaTypeHeaderValue.TryParse(blob.MediaType, out var type) || blob.MediaType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return new MediaTypeHeaderValue("application/octet-stream");
        if (!type.Charset.HasValue && blob.Encoding?.Trim() is { Length: > 0 } encoding && !encoding.AsSpan().ContainsAnyExcept(Token))
            type.Charset = encoding;
        return type;
    }

    /// <summary>What a 200, 206 and 304 have in common: validators, caching, digests.</summary>
    public static void SetValidators(HttpContext context, DownloadTicket ticket, string tag, DateTimeOffset now)
    {
        var headers = context.Response.Headers;
        headers.ETag = EntityTagOf(ticket, tag);
        if (LastModifiedOf(ticket) is { } modified)
            headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        SetCaching(context, now);
        // Another user of the same browser must not be served from the first one's cache.
        headers.Vary = "Authorization, X-Authentication-Token";
        if (ticket.Blob.KnownDigest is { } digest)
            DigestHeaders.Set(context, digest);
    }

    /// <summary>How the content is to be taken.</summary>
    public static void SetContent(HttpResponse response, DownloadTicket ticket, MediaTypeHeaderValue type)
    {
        var headers = response.Headers;
        headers.ContentDisposition = ContentDisposition.Format(ticket.FileName, ticket.Request.Inline);
        headers.AcceptRanges = "bytes";
        headers.XContentTypeOptions = "nosniff";
        if (ticket.Request.Inline && !InlineContent.IsPassive(type))
            headers.ContentSecurityPolicy = InlineContent.Sandbox;
    }

    // A URL with a change token names one state of the document, so its answer may be kept; any other is asked again.
    private static void SetCaching(HttpContext context, DateTimeOffset now)
    {
        var headers = context.Response.Headers;
        if (context.Request.Query.ContainsKey("changeToken"))
        {
            headers.CacheControl = "private, max-age=31536000";
            headers.Expires = now.AddSeconds(Year).ToString("R", CultureInfo.InvariantCulture);
        }
        else
        {
            headers.CacheControl = "private, max-age=0";
        }
    }

    private static bool IsPlaceholder(DownloadTicket ticket) =>
        ticket.Blob.MediaType?.Contains("empty=true", StringComparison.Ordinal) ?? false;
}
