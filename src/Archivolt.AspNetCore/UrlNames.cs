using System.Globalization;
using System.Text;

namespace Archivolt.AspNetCore;

/// <summary>The names in the path of a URL as it was sent. Routing decodes <c>%2F</c>, and takes what is no UTF-8.</summary>
internal static class UrlNames
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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
