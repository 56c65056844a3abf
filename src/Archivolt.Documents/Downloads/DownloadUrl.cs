using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Archivolt.Blobs;

namespace Archivolt.Documents.Downloads;

/// <summary>
/// The address of a document's blob below the server's base path: <c>nxfile/REPOSITORY/DOCUMENT[/XPATH[/FILENAME]]</c>, with the older
/// alias <c>nxbigfile</c>. The grammar is the platform's, except that <c>%2F</c> inside a segment does not separate.
/// </summary>
/// <param name="Repository">The repository's name.</param>
/// <param name="DocumentId">The document's id.</param>
/// <param name="XPath">The property path or <c>blobholder:N</c>; null for the main blob.</param>
/// <param name="FileName">
/// The file name that the answer is to carry; null for the blob's own. Behind a path that no schema declares the last segment is taken for
/// it, so it may also be the end of the path (see <see cref="DownloadRequest.FileName"/>).
/// </param>
public sealed partial record DownloadUrl(string Repository, string DocumentId, string? XPath = null, string? FileName = null)
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int MaxLength = 8192;

    /// <summary>The first segments that name downloads of documents' blobs.</summary>
    public static IReadOnlyList<string> Families { get; } = ["nxfile", "nxbigfile"];

    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!*'(),";
    private static readonly SearchValues<char> InFileName = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> InPath = SearchValues.Create($"{Unreserved}:@$&+=/");

    /// <summary>Reads the part of a request target behind the base path, still percent-encoded; a query is ignored.</summary>
    /// <exception cref="DownloadException"><see cref="DownloadError.Invalid"/>.</exception>
    public static DownloadUrl Parse(string path, SchemaRegistry schemas) => TryParse(path, schemas, out var url)
        ? url
        : throw new DownloadException(DownloadError.Invalid,
            "Invalid URL syntax: write nxfile/REPOSITORY/DOCUMENT/XPATH/FILENAME, the last two optional and each part percent-encoded UTF-8.");

    /// <summary>Reads an address without throwing; see <see cref="Parse"/>.</summary>
    public static bool TryParse(string? path, SchemaRegistry schemas, [NotNullWhen(true)] out DownloadUrl? url)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        url = null;
        if (path is null || path.Length > MaxLength)
            return false;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var text = (query < 0 ? path : path[..query]).TrimEnd('/');
        var segments = (text.StartsWith('/') ? text[1..] : text).Split('/');
        if (segments.Length < 3 || !Families.Contains(segments[0], StringComparer.Ordinal))
            return false;
        for (var i = 1; i < segments.Length; i++)
        {
            if (Decode(segments[i]) is not { } decoded)
                return false;
            segments[i] = decoded;
        }
        var (xpath, fileName) = SplitRest(segments.AsSpan(3), schemas);
        url = new DownloadUrl(segments[1], segments[2], xpath, fileName);
        return true;
    }

    /// <summary>The address of a document's blob, with the change token that lets browsers keep the answer for long.</summary>
    public static string Build(Document document, PropertyPath path, BlobInfo blob)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(blob);
        return Build(document.Repository, document.Id, path.ToString(), blob.FileName, document.ChangeToken);
    }

    /// <summary>
    /// The address as the platform writes it, relative to the base path and without leading slash:
    /// <c>nxfile/default/ID/file:content/synopsis.txt?changeToken=5-1</c>. The file name loses directories, a <c>;name=…</c> tail and control
    /// characters, and is only written behind a path.
    /// </summary>
    public static string Build(string repository, string documentId, string? xpath = null, string? fileName = null, string? changeToken = null)
    {
        var url = new StringBuilder("nxfile/")
            .Append(ContentDisposition.PercentEncode(repository, InFileName)).Append('/')
            .Append(ContentDisposition.PercentEncode(documentId, InFileName));
        if (!string.IsNullOrEmpty(xpath))
        {
            url.Append('/').Append(ContentDisposition.PercentEncode(xpath, InPath));
            if (DownloadFileName.Clean(fileName) is { } name && DownloadFileName.Clean(Parameters().Replace(name, "")) is { } bare)
                url.Append('/').Append(ContentDisposition.PercentEncode(DownloadFileName.Shorten(bare), InFileName));
        }
        if (!string.IsNullOrEmpty(changeToken))
            url.Append("?changeToken=").Append(Uri.EscapeDataString(changeToken));
        return url.ToString();
    }

    // Segments 3..n: a path that a schema declares is a path to its end, otherwise the last of several segments is the file name.
    private static (string? XPath, string? FileName) SplitRest(ReadOnlySpan<string> rest, SchemaRegistry schemas)
    {
        if (rest.IsEmpty)
            return (null, null);
        // Old Flash clients could not send a colon.
        var whole = string.Join('/', rest!).Replace(';', ':');
        if (rest.Length == 1 || PropertyPath.TryParse(whole, out var path) && schemas.TypeOf(path) is not null)
            return (whole, null);
        return (whole[..^(rest[^1].Length + 1)], rest[^1]);
    }

    // Null for what no address of ours contains: empty and dot segments, broken percent-encoding or UTF-8, control characters.
    private static string? Decode(string segment)
    {
        if (segment.Length > 0 && !segment.AsSpan().ContainsAnyExcept(InPath))
            return segment is "." or ".." ? null : segment;
        var bytes = new byte[segment.Length * 3];
        if (Utf8.FromUtf16(segment, bytes, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            return null;
        var target = 0;
        for (var i = 0; i < length; i++)
        {
            if (bytes[i] != '%')
                bytes[target++] = bytes[i];
            else if (i + 2 < length && byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[target++]))
                i += 2;
            else
                return null;
        }
        if (!Utf8.IsValid(bytes.AsSpan(0, target)))
            return null;
        var decoded = Encoding.UTF8.GetString(bytes, 0, target);
        return decoded.Length == 0 || decoded is "." or ".." || decoded.Any(char.IsControl) ? null : decoded;
    }

    [GeneratedRegex(@";\w+=.*", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}
