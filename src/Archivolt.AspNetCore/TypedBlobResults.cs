using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore;

/// <summary><c>TypedResults.Blob</c>: a blob as the answer of an endpoint, described in OpenAPI.</summary>
public static class TypedBlobResults
{
    extension(TypedResults)
    {
        /// <summary>Answers with a blob; see <see cref="BlobHttpResult"/>.</summary>
        /// <param name="provider">The provider that holds it.</param>
        /// <param name="key">Its key inside the provider.</param>
        /// <param name="fileName">File name for people; null for the key.</param>
        /// <param name="mediaType">Media type; null to take it from the file name.</param>
        /// <param name="inline">True to show it in the browser, false to save it.</param>
        public static BlobHttpResult Blob(BlobProvider provider, string key, string? fileName = null, string? mediaType = null, bool inline = false)
        {
            ArgumentNullException.ThrowIfNull(provider);
            return new BlobHttpResult(provider, key, inline)
            {
                FileName = fileName,
                MediaType = mediaType ?? MediaTypes.OfFileName(fileName),
            };
        }

        /// <summary>Answers with a blob as its description, kept since it was written, names and types it; see <see cref="BlobHttpResult"/>.</summary>
        /// <param name="provider">The provider that holds it.</param>
        /// <param name="blob">The description that writing it answered.</param>
        /// <param name="inline">True to show it in the browser, false to save it.</param>
        public static BlobHttpResult Blob(BlobProvider provider, BlobInfo blob, bool inline = false)
        {
            ArgumentNullException.ThrowIfNull(blob);
            return new BlobHttpResult(provider, blob.Key.Key, inline)
            {
                FileName = blob.FileName,
                MediaType = blob.MediaType,
                Encoding = blob.Encoding,
                Digest = blob.Digest,
            };
        }
    }
}
