using System.Buffers;
using System.Globalization;
using System.Text;

namespace Archivolt.Documents.Downloads;

/// <summary>The <c>Content-Disposition</c> of an answer (RFC 6266), for names in any script.</summary>
public static class ContentDisposition
{
    // attr-char of RFC 8187: these need no quotes as a token either.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~");

    /// <summary>
    /// <c>attachment; filename=cafe.txt</c> where every character can stand unquoted, otherwise <c>filename*=UTF-8''caf%C3%A9.txt</c>
    /// alone: the platform's two forms, which its clients read. No character of the name can end the header or start another one.
    /// </summary>
    /// <param name="fileName">The name for people.</param>
    /// <param name="inline">True to show the content in the browser, false to save it.</param>
    public static string Format(string fileName, bool inline = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        var type = inline ? "inline" : "attachment";
        return fileName.AsSpan().ContainsAnyExcept(Plain)
            ? $"{type}; filename*=UTF-8''{PercentEncode(fileName, Plain)}"
            : $"{type}; filename={fileName}";
    }

    /// <summary>UTF-8 bytes of everything but the characters to keep as <c>%XX</c>; half a surrogate pair becomes U+FFFD.</summary>
    internal static string PercentEncode(string text, SearchValues<char> keep)
    {
        if (!text.AsSpan().ContainsAnyExcept(keep))
            return text;
        var result = new StringBuilder(text.Length * 2);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (keep.Contains((char)value))
                result.Append((char)value);
            else
                result.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }
        return result.ToString();
    }
}
