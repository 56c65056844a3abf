using System.Globalization;
using System.Text;

namespace Archivolt.Documents;

/// <summary>Names of documents as path segments.</summary>
public static class DocumentName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>
    /// The name as a path segment: slashes become <c>-</c>, control characters go, the length is cut. (The platform's rules.)
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: nothing usable is left.</exception>
    public static string Sanitize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var result = new StringBuilder(Math.Min(name.Length, MaxLength));
        foreach (var rune in name.Trim().EnumerateRunes())
        {
            if (result.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            if (rune.Value is '/' or '\\')
                result.Append('-');
            else if (!Rune.IsControl(rune))
                result.Append(rune);
        }
        var segment = result.ToString().Trim();
        if (segment.Length == 0)
            throw new DocumentException(DocumentError.Invalid, "A document needs a name with at least one visible character.");
        // Browsers and proxies resolve these two before a server sees them.
        return segment is "." or ".." ? segment.Replace('.', '-') : segment;
    }

    /// <summary>True for a name that a document can have as it is.</summary>
    public static bool IsUsable(string name)
    {
        try
        {
            return Sanitize(name) == name;
        }
        catch (DocumentException)
        {
            return false;
        }
    }

    /// <summary>The name made different from a sibling's by a suffix, as the platform does.</summary>
    public static string WithSuffix(string name, long suffix)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var text = string.Create(CultureInfo.InvariantCulture, $".{suffix}");
        var kept = Math.Min(name.Length, MaxLength - text.Length);
        if (char.IsHighSurrogate(name[kept - 1]))
            kept--;
        return string.Concat(name.AsSpan(0, kept), text);
    }

    /// <summary>The path of a child.</summary>
    public static string Path(string parent, string name) => parent is "/" ? $"/{name}" : $"{parent}/{name}";
}
