using Archivolt.Blobs;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>
/// The content's digest for clients that ask for it: <c>Want-Digest</c> as the platform answers it (RFC 3230), and its successor
/// <c>Want-Repr-Digest</c> (RFC 9530). Only the digest that is known is given; none is computed.
/// </summary>
internal static class DigestHeaders
{
    /// <summary>Sets <c>Digest</c>, <c>Content-MD5</c> and <c>Repr-Digest</c> where they are wanted.</summary>
    public static void Set(HttpContext context, Digest digest)
    {
        var (wanted, headers) = (context.Request.Headers, context.Response.Headers);
        foreach (var item in wanted.GetCommaSeparatedValues("Want-Digest"))
        {
            var name = item.Split(';')[0].Trim();
            if (name.Equals(digest.Algorithm.Name, StringComparison.OrdinalIgnoreCase))
                headers["Digest"] = $"{digest.Algorithm.Name}={digest.ToBase64()}";
            else if (name.Equals("contentMD5", StringComparison.OrdinalIgnoreCase) && digest.Algorithm == DigestAlgorithm.Md5)
                headers.ContentMD5 = digest.ToBase64();
        }
        foreach (var item in wanted.GetCommaSeparatedValues("Want-Repr-Digest"))
        {
            if (item.Split('=') is [var name, var weight] && name.Trim().Equals(digest.Algorithm.Name, StringComparison.OrdinalIgnoreCase) && weight.Trim() != "0")
                headers["Repr-Digest"] = $"{digest.Algorithm.Name.ToLowerInvariant()}=:{digest.ToBase64()}:";
        }
    }
}
