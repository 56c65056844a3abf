using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Archivolt.WebConsole.Design;

/// <summary>HTML, made of interpolated text whose values are escaped unless they are HTML themselves.</summary>
internal readonly struct Html
{
    /// <summary>Nothing.</summary>
    public static readonly Html None;

    // Pages are UTF-8: letters of all languages stand as they are.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>Makes HTML of interpolated text.</summary>
    public static Html Of(Interpolation text) => new(text.ToString());

    /// <summary>Takes text that is HTML already, and whose values are escaped.</summary>
    public static Html Trusted(string html) => new(html);

    public override string ToString() => _text ?? "";

    /// <summary>What the compiler calls for each piece of the text. It takes no other values than those whose text is plain.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Interpolation(int literalLength, int formattedCount)
    {
        private const int UsualLength = 32;

        private readonly StringBuilder _html = new(literalLength + formattedCount * UsualLength);

        public void AppendLiteral(string literal) => _html.Append(literal);

        public void AppendFormatted(string? text) => _html.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(long number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Html html) => _html.Append(html._text);

        public void AppendFormatted(IEnumerable<Html> parts)
        {
            foreach (var part in parts)
                _html.Append(part._text);
        }

        public override string ToString() => _html.ToString();
    }
}
