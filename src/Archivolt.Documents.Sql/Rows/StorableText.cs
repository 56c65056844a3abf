using System.Text;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Text that every database keeps as it is: without U+0000, and without half of a surrogate pair.</summary>
internal static class StorableText
{
    /// <summary>True when the text is such.</summary>
    public static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text);

    /// <summary>Refuses text that is not well-formed.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: a surrogate lacks its other half.</exception>
    public static void CheckWellFormed(string text)
    {
        if (!IsWellFormed(text))
            throw new DocumentException(DocumentError.Invalid, "A text holds half a surrogate pair, which is no Unicode.");
    }

    /// <summary>The text with U+FFFD for what cannot be kept.</summary>
    public static string Replace(string text) =>
        IsStorable(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        for (int found; (found = rest.IndexOfAnyInRange('\ud800', '\udfff')) >= 0; rest = rest[(found + 2)..])
        {
            if (found + 1 == rest.Length || !char.IsSurrogatePair(rest[found], rest[found + 1]))
                return false;
        }
        return true;
    }
}
