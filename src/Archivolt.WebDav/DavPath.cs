using System.Globalization;
using System.Text;
using Archivolt.Documents;

namespace Archivolt.WebDav;

/// <summary>A path as URLs have it: the names from the served root down, decoded. It never leaves the root.</summary>
internal sealed record DavPath(IReadOnlyList<string> Names)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path of the document that is meant.</summary>
    public string Document { get; } = "/" + string.Join('/', Names);

    public bool IsRoot => Names.Count == 0;

    public string Name => Names[^1];

    public DavPath Parent => new([.. Names.SkipLast(1)]);

    /// <summary>The path of a document.</summary>
    public static DavPath Of(Document document) => new(document.Path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    public DavPath Child(string name) => new([.. Names, name]);

    /// <summary>True for everything below another path, at any depth.</summary>
    public bool IsBelow(DavPath other) => Document.StartsWith(other.IsRoot ? "/" : other.Document + "/", StringComparison.Ordinal) && Document != other.Document;

    /// <summary>As a URL has it.</summary>
    /// <param name="isFolder">True to end in a slash.</param>
    public string Encoded(bool isFolder) => IsRoot ? "/" : "/" + string.Join('/', Names.Select(Uri.EscapeDataString)) + (isFolder ? "/" : "");

    public bool Equals(DavPath? other) => other is not null && Document == other.Document;

    public override int GetHashCode() => Document.GetHashCode(StringComparison.Ordinal);

    /// <summary>The names of a URL's path, without empty ones.</summary>
    /// <returns>Null where the path cannot be decoded, or holds a name that means another folder.</returns>
    public static IReadOnlyList<string>? Decode(string path)
    {
        var names = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Unescape(segment) is not { } name || name is "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
                return null;
            names.Add(name);
        }
        return names;
    }

    // Null for what is no percent-encoded UTF-8. (Uri.UnescapeDataString leaves such text as it is, so that two URLs would mean one name.)
    private static string? Unescape(string segment)
    {
        var bytes = Encoding.UTF8.GetBytes(segment);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value == '%')
            {
                if (i + 2 >= bytes.Length || !byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                    return null;
                i += 2;
            }
            bytes[length++] = value;
        }
        try
        {
            return Utf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
