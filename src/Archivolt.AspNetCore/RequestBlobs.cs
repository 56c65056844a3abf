using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore;

/// <summary>Content that a request carries, as <see cref="BlobSource"/>.</summary>
public static class RequestBlobs
{
    extension(BlobSource)
    {
        /// <summary>
        /// A file of a form that was read, with its name, without directories, and its type. Forms of any size are better read as they arrive:
        /// <see cref="FromRequest"/>.
        /// </summary>
        public static BlobSource FromFormFile(IFormFile file)
        {
            ArgumentNullException.ThrowIfNull(file);
            return Describe(BlobSource.FromFactory(_ => ValueTask.FromResult(file.OpenReadStream()), file.Length), file.FileName, file.ContentType);
        }

        /// <summary>
        /// The body of a request, read from the connection while it is stored; with the type of <c>Content-Type</c>, the name of
        /// <c>Content-Disposition</c>, and the digest of <c>Content-MD5</c>, <c>Digest</c>, <c>Content-Digest</c> or <c>Repr-Digest</c>, which the
        /// content must have.
        /// </summary>
        /// <exception cref="BadHttpRequestException">A digest header cannot be read.</exception>
        public static BlobSource FromRequest(HttpRequest request)
        {
            ArgumentNullException.ThrowIfNull(request);
            try
            {
                var body = BlobSource.FromStream(request.Body, request.ContentLength);
                return Describe(body, FileNameOf(request.Headers), request.ContentType, AnnouncedDigest.Of(request.Headers));
            }
            catch (RequestException exception)
            {
                throw new BadHttpRequestException(exception.Message, exception.Status, exception);
            }
        }
    }

    /// <summary>The file name of <c>Content-Disposition</c>, or null.</summary>
    internal static string? FileNameOf(IHeaderDictionary headers)
    {
        if (!ContentDispositionHeaderValue.TryParse(headers.ContentDisposition.ToString(), out var disposition))
            return null;
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        return name.HasValue ? HeaderUtilities.RemoveQuotes(name).ToString() : null;
    }

    /// <summary>The content with what a sender says of it: the name without directories, the type apart from its charset.</summary>
    internal static BlobSource Describe(BlobSource content, string? fileName, string? contentType, Digest? digest = null)
    {
        var (mediaType, encoding) = MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            ? (parsed.MediaType.ToString(), parsed.Charset.HasValue ? HeaderUtilities.RemoveQuotes(parsed.Charset).ToString() : null)
            : (contentType, null);
        return content.With(DownloadFileName.Clean(fileName), mediaType, encoding, digest);
    }
}
