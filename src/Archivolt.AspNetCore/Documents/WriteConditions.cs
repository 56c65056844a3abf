using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// The conditions of a request that changes something, in the order of RFC 9110 §13.2.2. They are asked of the state that the change is made to, which
/// nobody changes in between.
/// </summary>
internal static class WriteConditions
{
    /// <summary>For a change of a blob property, whose entity tag is that of its download.</summary>
    public static EditOptions OfBlob(HttpRequest request, PropertyPath path) => Of(request,
        document => document.Properties.Get(path) is BlobInfo,
        document => document.Properties.Get(path) is BlobInfo blob ? (blob.KnownDigest ?? Digest.OfKey(blob.Key.Key))?.Hex : null);

    /// <summary>For a change of a document, whose entity tag is its change token; content that moved to another provider is no other state.</summary>
    public static EditOptions OfDocument(HttpRequest request) => Of(request, _ => true, document => document.ChangeToken.Split('-')[0] + "-");

    private static EditOptions Of(HttpRequest request, Predicate<Document> exists, Func<Document, string?> tagOf)
    {
        var headers = request.Headers;
        if (headers.IfMatch.Count == 0 && headers.IfNoneMatch.Count == 0 && headers.IfUnmodifiedSince.Count == 0)
            return EditOptions.Default;
        var typed = new RequestHeaders(headers);
        // Else what is to be written only where nothing is would be written over what is there.
        if (headers.IfNoneMatch.Count > 0 && typed.IfNoneMatch.Count == 0)
            throw RequestException.BadRequest("If-None-Match is no list of entity tags; send * or tags with their quotes.");
        return new EditOptions { Condition = IsMet };

        bool IsMet(Document document)
        {
            var (isThere, tag) = (exists(document), tagOf(document));
            if (headers.IfMatch.Count > 0)
            {
                if (!typed.IfMatch.Any(wanted => Matches(wanted, isThere, tag) && !wanted.IsWeak))
                    return false;
            }
            else if (isThere && document.Modified is { } modified && typed.IfUnmodifiedSince?.ToUnixTimeSeconds() < modified.ToUnixTimeSeconds())
            {
                return false;
            }
            return !typed.IfNoneMatch.Any(unwanted => Matches(unwanted, isThere, tag));
        }
    }

    // A tag that ends in a dash is the first counter of a change token.
    private static bool Matches(EntityTagHeaderValue asked, bool isThere, string? tag)
    {
        if (asked.Equals(EntityTagHeaderValue.Any))
            return isThere;
        var text = asked.Tag.AsSpan().Trim('"');
        return isThere && tag is not null && (tag.EndsWith('-') ? text.StartsWith(tag, StringComparison.Ordinal) : text.SequenceEqual(tag));
    }
}
