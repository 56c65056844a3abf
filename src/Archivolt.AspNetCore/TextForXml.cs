using System.Text;
using System.Xml;

namespace Archivolt.AspNetCore;

/// <summary>Text as XML can hold it.</summary>
internal static class TextForXml
{
    /// <summary>A text with the replacement character for what XML has no characters for; names of documents may hold such.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            shown.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        return shown.ToString();
    }
}
