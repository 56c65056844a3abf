using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Archivolt.Documents.Query;

/// <summary>Kinds of tokens.</summary>
internal enum NxqlTokenKind
{
    Word,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A token of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The word or symbol as written; the text without quotes.</param>
/// <param name="Position">Where it begins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NxqlToken(NxqlTokenKind Kind, string Text, int Position)
{
    private static readonly string[] Symbols = ["<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", ",", "*"];

    /// <summary>True for a word of the language, in any letter case.</summary>
    public bool Is(string word) => Kind is NxqlTokenKind.Word or NxqlTokenKind.Symbol && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The token in a message.</summary>
    public override string ToString() => Kind == NxqlTokenKind.End ? "the end" : $"'{Text}'";

    /// <summary>The tokens of a text, the end as the last.</summary>
    /// <exception cref="NxqlException">A character belongs to no token, or a text does not end.</exception>
    public static List<NxqlToken> Read(string query)
    {
        var tokens = new List<NxqlToken>();
        for (var at = 0; ;)
        {
            while (at < query.Length && char.IsWhiteSpace(query[at]))
                at++;
            if (at == query.Length)
            {
                tokens.Add(new NxqlToken(NxqlTokenKind.End, "", at));
                return tokens;
            }
            var token = Next(query, at, out var end);
            tokens.Add(token);
            at = end;
        }
    }

    private static NxqlToken Next(string query, int at, out int end)
    {
        var first = query[at];
        if (first is '\'' or '"')
            return new NxqlToken(NxqlTokenKind.Text, Quoted(query, at, out end), at);
        if (char.IsAsciiDigit(first) || (first == '-' && at + 1 < query.Length && char.IsAsciiDigit(query[at + 1])))
        {
            end = at + 1;
            while (end < query.Length && (char.IsAsciiDigit(query[end]) || query[end] == '.'))
                end++;
            var number = query[at..end];
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? new NxqlToken(NxqlTokenKind.Number, number, at)
                : throw new NxqlException(at, $"'{number}' is no number");
        }
        if (char.IsAsciiLetter(first))
        {
            end = at + 1;
            while (end < query.Length && (char.IsAsciiLetterOrDigit(query[end]) || query[end] is ':' or '_' or '-' or '/' or '.' || (query[end] == '*' && query[end - 1] == '/')))
                end++;
            return new NxqlToken(NxqlTokenKind.Word, query[at..end], at);
        }
        var symbol = Array.Find(Symbols, symbol => query.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal))
            ?? throw new NxqlException(at, $"the character U+{(int)first:X4} means nothing here");
        end = at + symbol.Length;
        return new NxqlToken(NxqlTokenKind.Symbol, symbol, at);
    }

    // A backslash takes the meaning away from what follows, except before % and _, where LIKE reads it.
    private static string Quoted(string query, int at, out int end)
    {
        var (quote, text) = (query[at], new StringBuilder());
        for (end = at + 1; end < query.Length; end++)
        {
            if (query[end] == quote)
            {
                if (end + 1 == query.Length || query[end + 1] != quote)
                {
                    end++;
                    return text.ToString();
                }
                end++;
            }
            else if (query[end] == '\\' && end + 1 < query.Length)
            {
                end++;
                if (query[end] is '%' or '_')
                    text.Append('\\');
                text.Append(query[end] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
                continue;
            }
            text.Append(query[end]);
        }
        throw new NxqlException(at, "the text has no end");
    }
}
