using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Languages;

/// <summary>What pages say, in the reader's language. The English phrase is the key; a value in it is numbered there: <c>{0}</c>.</summary>
internal static class Phrase
{
    /// <summary>A phrase as plain text.</summary>
    public static string Of(string english) => Language.Current.Of(english);

    /// <summary>A phrase with values, as plain text.</summary>
    public static string Of(Text phrase) => phrase.ToString();

    /// <summary>A phrase that is HTML, with values that are escaped unless they are HTML themselves.</summary>
    public static Html Markup(HtmlText phrase) => phrase.ToHtml();

    /// <summary>A phrase with a count: <c>Count(n, "{0} file", "{0} files")</c>.</summary>
    public static string Count(long count, string one, string many) =>
        string.Format(CultureInfo.InvariantCulture, Of(count == 1 ? one : many), count.ToString("N0", Language.Current.Numbers));

    /// <summary>Marks a phrase that is kept in English, and given to <see cref="Of(string)"/> when it is shown.</summary>
    public static string Key(string english) => english;

    /// <summary>What the compiler calls for each piece of a plain phrase.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Text(int literalLength, int formattedCount)
    {
        private const int PlaceLength = 3;

        private readonly StringBuilder _english = new(literalLength + formattedCount * PlaceLength);
        private readonly List<object> _values = new(formattedCount);

        public void AppendLiteral(string literal) => _english.Append(literal);

        public void AppendFormatted(string? text)
        {
            _english.Append('{').Append(_values.Count).Append('}');
            _values.Add(text ?? "");
        }

        public void AppendFormatted(long number) => AppendFormatted(number.ToString("N0", Language.Current.Numbers));

        public override string ToString() => string.Format(CultureInfo.InvariantCulture, Of(_english.ToString()), [.. _values]);
    }

    /// <summary>What the compiler calls for each piece of a phrase that is HTML.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct HtmlText(int literalLength, int formattedCount)
    {
        private readonly Text _text = new(literalLength, formattedCount);

        public void AppendLiteral(string literal) => _text.AppendLiteral(literal);

        public void AppendFormatted(string? text) => AppendFormatted(Html.Of($"{text}"));

        public void AppendFormatted(long number) => _text.AppendFormatted(number);

        public void AppendFormatted(Html html) => _text.AppendFormatted(html.ToString());

        public Html ToHtml() => Html.Trusted(_text.ToString());
    }
}
