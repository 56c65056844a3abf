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
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>The content type with the blob's encoding as charset; what a client stored as type is not sent when it is none.</summary>
    public static MediaTypeHeaderValue TypeOf(BlobInfo blob) => TypeOf(blob.MediaType, blob.Encoding);

    /// <summary>The same for content that is no document's.</summary>
    public static MediaTypeHeaderValue TypeOf(string? mediaType, string? encoding)
    {
        if (!MediaTypeHeaderValue.TryParse(mediaType, out var type) || mediaType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return new MediaTypeHeaderValue("application/octet-stream");
        if (!type.Charset.HasValue && encoding?.Trim() is { Length: > 0 } charset && !charset.AsSpan().ContainsAnyExcept(Token))
            type.Charset = charset;
        return type;
    }

    /// <summary>What a 200, 206 and 304 have in common: validators, caching, digests.</summary>
    public static void SetValidators(HttpContext context, ServedContent served, Validators validators)
    {
        var headers = context.Response.Headers;
        headers.ETag = validators.EntityTag;
        if (validators.LastModified is { } modified)
            headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        served.SetCaching(context);
        if (served.Blob.KnownDigest is { } digest)
            DigestHeaders.Set(context, digest);
    }

    /// <summary>How the content is to be taken.</summary>
    public static void SetContent(HttpResponse response, ServedContent served, MediaTypeHeaderValue type)
    {
        var headers = response.Headers;
        headers.ContentDisposition = ContentDisposition.Format(served.FileName, served.Inline);
        headers.AcceptRanges = "bytes";
        headers.XContentTypeOptions = "nosniff";
        if (served.Inline && !InlineContent.IsPassive(type))
            headers.ContentSecurityPolicy = InlineContent.Sandbox;
    }
}
