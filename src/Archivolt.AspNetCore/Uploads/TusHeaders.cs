using System.Globalization;
using System.Text;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Uploads;

/// <summary>What the headers of a tus request say.</summary>
internal static class TusHeaders
{
    private const string Final = "final;";
    private const string Partial = "partial";
    private const int LongestMetadata = 4096;

    private static readonly Dictionary<string, DigestAlgorithm> Algorithms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sha1"] = DigestAlgorithm.Sha1,
        ["md5"] = DigestAlgorithm.Md5,
        ["sha256"] = DigestAlgorithm.Sha256,
        ["sha512"] = DigestAlgorithm.Sha512,
    };

    /// <summary>For <c>Tus-Checksum-Algorithm</c>.</summary>
    public static string ChecksumAlgorithms => string.Join(',', Algorithms.Keys);

    /// <summary>The file that is begun: its length, its metadata, and whether it is a piece of another one.</summary>
    /// <exception cref="RequestException">400.</exception>
    public static UploadFile FileOf(IHeaderDictionary headers)
    {
        var metadata = headers["Upload-Metadata"].ToString();
        var concatenation = headers["Upload-Concat"].ToString();
        if (metadata.Length > LongestMetadata)
            throw RequestException.BadRequest($"Upload-Metadata has {metadata.Length} characters; it may have {LongestMetadata}.");
        if (!IsPlain(metadata))
            throw RequestException.BadRequest("Upload-Metadata has other characters than ASCII; names are ASCII, values base64.");
        if (!IsPlain(concatenation))
            throw RequestException.BadRequest("Upload-Concat has other characters than those of URLs.");
        if (concatenation is not ("" or Partial) && !concatenation.StartsWith(Final, StringComparison.Ordinal))
            throw RequestException.BadRequest("Upload-Concat is 'partial' or 'final;' with the URLs of the pieces.");
        var values = ValuesOf(metadata);
        var name = DownloadFileName.Clean(First(values, "filename", "name"));
        var type = First(values, "filetype", "type", "contentType", "mimeType");
        DescriptionLimits.Check(name, type, encoding: null);
        return new UploadFile(0)
        {
            FileName = name,
            MediaType = type,
            Length = NumberOf(headers, "Upload-Length"),
            Metadata = metadata.Length == 0 ? null : metadata,
            Concatenation = concatenation.Length == 0 ? null : concatenation,
        };
    }

    // It is sent back in a header.
    private static bool IsPlain(string value) => Ascii.IsValid(value) && !value.Any(char.IsControl);

    /// <summary>The URLs of the pieces that a file is made of; null where it is not made of pieces.</summary>
    public static IReadOnlyList<string>? FinalOf(IHeaderDictionary headers) => headers["Upload-Concat"].ToString() is var text && text.StartsWith(Final, StringComparison.Ordinal)
        ? text[Final.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : null;

    /// <summary>The digest that a body is to have; null where none is announced.</summary>
    /// <exception cref="RequestException">400.</exception>
    public static Digest? ChecksumOf(IHeaderDictionary headers)
    {
        if (headers["Upload-Checksum"].ToString() is not { Length: > 0 } text)
            return null;
        Span<byte> bytes = stackalloc byte[64];
        return text.Split(' ', 2) is [var name, var base64] && Algorithms.TryGetValue(name, out var algorithm)
            && Convert.TryFromBase64String(base64.Trim(), bytes, out var length) && length == algorithm.Size
                ? new Digest(algorithm, Convert.ToHexStringLower(bytes[..length]))
                : throw RequestException.BadRequest($"Upload-Checksum is an algorithm ({ChecksumAlgorithms}), a space, and the digest in base64.");
    }

    /// <summary>A number of bytes; null where the header is absent.</summary>
    /// <exception cref="RequestException">400.</exception>
    public static long? NumberOf(IHeaderDictionary headers, string name) => headers[name].ToString() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw RequestException.BadRequest($"{name} is a number of bytes, not '{text}'."),
    };

    private static Dictionary<string, string> ValuesOf(string metadata)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in metadata.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            var bytes = new byte[pair.Length];
            // A name alone says nothing that is needed here.
            if (space < 0)
                continue;
            values[pair[..space]] = Convert.TryFromBase64String(pair[(space + 1)..].Trim(), bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw RequestException.BadRequest($"Upload-Metadata has no base64 behind '{pair[..space]}'.");
        }
        return values;
    }

    private static string? First(Dictionary<string, string> values, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (values.TryGetValue(name, out var value) && value.Length > 0)
                return value;
        }
        return null;
    }
}
