using System.Runtime.InteropServices;
using System.Text;

namespace Archivolt.Cmis.Query;

/// <summary>Kinds of tokens.</summary>
internal enum QlTokenKind
{
    Word,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A token of the query language of CMIS (CMIS 1.1 §2.1.14.2).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The word, number or symbol as written; the text without quotes.</param>
/// <param name="Position">Where it begins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QlToken(QlTokenKind Kind, string Text, int Position)
{
    private static readonly string[] Symbols = ["<=", ">=", "<>", "=", "<", ">", "(", ")", ",", "*", "."];

    /// <summary>A text as LIKE reads it: a backslash stays before <c>%</c>, <c>_</c> and another one.</summary>
    public string? Pattern { get; init; }

    /// <summary>True for a word of the language, in any letter case, or a symbol.</summary>
    public bool Is(string word) => Kind is QlTokenKind.Word or QlTokenKind.Symbol && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The token in a message.</summary>
    public override string ToString() => Kind == QlTokenKind.End ? "the end" : $"'{(Text.Length > 60 ? Text[..60] : Text)}'";

    /// <summary>The tokens of a statement, the end as the last.</summary>
    public static List<QlToken> Read(string statement)
    {
        var tokens = new List<QlToken>();
        for (var at = 0; ;)
        {
            while (at < statement.Length && char.IsWhiteSpace(statement[at]))
                at++;
            if (at == statement.Length)
            {
                tokens.Add(new QlToken(QlTokenKind.End, "", at));
                return tokens;
            }
            tokens.Add(Next(statement, ref at));
        }
    }

    private static QlToken Next(string statement, ref int at)
    {
        var (first, begin) = (statement[at], at);
        if (first == '\'')
            return Quoted(statement, ref at);
        if (char.IsAsciiDigit(first) || (first is '-' or '+' && at + 1 < statement.Length && char.IsAsciiDigit(statement[at + 1])))
        {
            at++;
            while (at < statement.Length && (char.IsAsciiDigit(statement[at]) || statement[at] is '.' or 'e' or 'E' || (statement[at] is '-' or '+' && statement[at - 1] is 'e' or 'E')))
                at++;
            return new QlToken(QlTokenKind.Number, statement[begin..at], begin);
        }
        if (char.IsAsciiLetter(first) || first == '_')
        {
            while (at < statement.Length && (char.IsAsciiLetterOrDigit(statement[at]) || statement[at] is ':' or '_' or '-'))
                at++;
            return new QlToken(QlTokenKind.Word, statement[begin..at], begin);
        }
        var rest = statement.AsSpan(at);
        foreach (var symbol in Symbols)
        {
            if (rest.StartsWith(symbol, StringComparison.Ordinal))
            {
                at += symbol.Length;
                return new QlToken(QlTokenKind.Symbol, symbol, begin);
            }
        }
        throw QlCursor.Error(at, $"the character U+{(int)first:X4} means nothing here");
    }

    // A quote in a text is doubled, or has a backslash before it.
    private static QlToken Quoted(string statement, ref int at)
    {
        var (text, pattern, begin) = (new StringBuilder(), new StringBuilder(), at);
        for (at++; at < statement.Length; at++)
        {
            var character = statement[at];
            var next = at + 1 < statement.Length ? statement[at + 1] : '\0';
            if (character == '\'' && next != '\'')
            {
                at++;
                return new QlToken(QlTokenKind.Text, text.ToString(), begin) { Pattern = pattern.ToString() };
            }
            if (character is '\'' or '\\' && at + 1 < statement.Length)
            {
                at++;
                if (character == '\\' && next is '%' or '_' or '\\')
                    pattern.Append('\\');
                character = next;
            }
            text.Append(character);
            pattern.Append(character);
        }
        throw QlCursor.Error(begin, "the text has no end");
    }
}
