using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// The digest a sender announces for a request body: <c>Content-MD5</c> (RFC 1864), <c>Digest</c> (RFC 3230) or <c>Content-Digest</c> and
/// <c>Repr-Digest</c> (RFC 9530). The strongest known one is taken; unknown algorithms are passed over.
/// </summary>
internal static class AnnouncedDigest
{
    public static Digest? Of(IHeaderDictionary headers)
    {
        var announced = new List<Digest>();
        if (headers.ContentMD5.ToString() is { Length: > 0 } md5)
            announced.Add(Read("Content-MD5", DigestAlgorithm.Md5, md5));
        foreach (var name in (string[])["Digest", "Content-Digest", "Repr-Digest"])
        {
            foreach (var member in headers[name].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = member.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0 && DigestAlgorithm.TryParse(member[..equals], out var algorithm))
                    announced.Add(Read(name, algorithm, member[(equals + 1)..].Trim(':')));
            }
        }
        return announced.MaxBy(digest => digest.Algorithm.Size);
    }

    private static Digest Read(string header, DigestAlgorithm algorithm, string base64)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var length) && length == algorithm.Size
            ? new Digest(algorithm, Convert.ToHexStringLower(bytes[..length]))
            : throw RequestException.BadRequest($"The header {header} has no {algorithm} digest in base64 of {algorithm.Size} bytes.");
    }
}
