using System.Globalization;

namespace Archivolt.Documents.Query;

/// <summary>Reads queries in the part of NXQL that is offered: <c>SELECT * FROM types WHERE conditions ORDER BY properties LIMIT number</c>.</summary>
public sealed class NxqlParser
{
    private const int MaxLength = 64 * 1024;
    private const int MaxDepth = 100;

    // SQLite takes expressions of a thousand levels, and a chain of conditions has one for each.
    private const int MaxConditions = 500;

    private readonly List<NxqlToken> _tokens;
    private int _at;
    private int _conditions;

    private NxqlParser(string query) => _tokens = NxqlToken.Read(query);

    private NxqlToken Current => _tokens[_at];

    /// <summary>Reads a query.</summary>
    /// <exception cref="NxqlException">It cannot be understood; the message says what and where.</exception>
    public static NxqlQuery Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Length > MaxLength)
            throw new NxqlException(MaxLength, $"a query has at most {MaxLength} characters");
        return new NxqlParser(query).ReadQuery();
    }

    /// <summary>The query with values, quoted as texts, in place of its question marks.</summary>
    /// <exception cref="NxqlException">There are more question marks than values.</exception>
    public static string WithParameters(string query, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(values);
        var result = new System.Text.StringBuilder(query.Length);
        var (quote, used) = ('\0', 0);
        for (var i = 0; i < query.Length; i++)
        {
            if (quote == '\0' && query[i] == '?')
            {
                result.Append(used < values.Count ? Quote(values[used++]) : throw new NxqlException(i, "there is no value for this question mark"));
                continue;
            }
            if (quote != '\0' && query[i] == '\\' && i + 1 < query.Length)
                result.Append(query[i++]);
            else if (query[i] == quote)
                quote = '\0';
            else if (quote == '\0' && query[i] is '\'' or '"')
                quote = query[i];
            result.Append(query[i]);
        }
        return result.ToString();
    }

    /// <summary>A text as a query holds it.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
    }

    private NxqlQuery ReadQuery()
    {
        Take("SELECT");
        TryTake("DISTINCT");
        Take("*");
        Take("FROM");
        var types = new List<string>();
        do
            types.Add(TakeWord("a document type").Text);
        while (TryTake(","));
        var where = TryTake("WHERE") ? ReadAny(depth: 0) : null;
        var order = new List<NxqlOrder>();
        if (TryTake("ORDER"))
        {
            Take("BY");
            do
            {
                var property = TakeWord("a property");
                var isDescending = TryTake("DESC");
                if (!isDescending)
                    TryTake("ASC");
                order.Add(new NxqlOrder(property.Text, isDescending, property.Position));
            }
            while (TryTake(","));
        }
        int? limit = TryTake("LIMIT") ? TakeLimit() : null;
        return Current.Kind == NxqlTokenKind.End
            ? new NxqlQuery(types.Contains("Document") ? [] : types, where, order) { Limit = limit }
            : throw Unexpected("the end, AND, OR, ORDER BY or LIMIT");
    }

    private int TakeLimit()
    {
        if (Current.Kind != NxqlTokenKind.Number || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            throw Unexpected("a whole number");
        _at++;
        return limit;
    }

    private NxqlCondition ReadAny(int depth)
    {
        if (depth > MaxDepth)
            throw new NxqlException(Current.Position, $"conditions are nested deeper than {MaxDepth} levels");
        var conditions = new List<NxqlCondition> { ReadAll(depth) };
        while (TryTake("OR"))
            conditions.Add(ReadAll(depth));
        return conditions is [var only] ? only : new NxqlCondition.Any(conditions);
    }

    private NxqlCondition ReadAll(int depth)
    {
        var conditions = new List<NxqlCondition> { ReadOne(depth) };
        while (TryTake("AND"))
            conditions.Add(ReadOne(depth));
        return conditions is [var only] ? only : new NxqlCondition.All(conditions);
    }

    private NxqlCondition ReadOne(int depth)
    {
        if (depth > MaxDepth)
            throw new NxqlException(Current.Position, $"conditions are nested deeper than {MaxDepth} levels");
        if (TryTake("NOT"))
            return new NxqlCondition.Not(ReadOne(depth + 1));
        if (!TryTake("("))
            return ReadComparison();
        var inner = ReadAny(depth + 1);
        Take(")");
        return inner;
    }

    private NxqlCondition ReadComparison()
    {
        if (++_conditions > MaxConditions)
            throw new NxqlException(Current.Position, $"a query has at most {MaxConditions} conditions");
        var property = TakeWord("a property");
        if (TryTake("IS"))
        {
            var isNot = TryTake("NOT");
            Take("NULL");
            return Negated(isNot, new NxqlCondition.Comparison(property.Text, NxqlOperator.IsNull, [], property.Position));
        }
        var negated = TryTake("NOT");
        var sign = Current;
        if (TryTake("IN"))
            return Negated(negated, Of(NxqlOperator.In, ReadList()));
        if (TryTake("BETWEEN"))
        {
            var low = ReadValue();
            Take("AND");
            return Negated(negated, Of(NxqlOperator.Between, [low, ReadValue()]));
        }
        if (TryTake("LIKE"))
            return Negated(negated, Of(NxqlOperator.Like, [ReadValue()]));
        if (TryTake("ILIKE"))
            return Negated(negated, Of(NxqlOperator.LikeAnyCase, [ReadValue()]));
        if (TryTake("STARTSWITH"))
            return Negated(negated, Of(NxqlOperator.StartsWith, [ReadValue()]));
        if (negated || sign.Kind != NxqlTokenKind.Symbol || OperatorOf(sign.Text) is not { } comparison)
            throw Unexpected("a comparison");
        _at++;
        return Of(comparison, [ReadValue()]);

        NxqlCondition.Comparison Of(NxqlOperator how, IReadOnlyList<object> values) => new(property.Text, how, values, property.Position);
    }

    private static NxqlCondition Negated(bool isNot, NxqlCondition condition) => isNot ? new NxqlCondition.Not(condition) : condition;

    private static NxqlOperator? OperatorOf(string sign) => sign switch
    {
        "=" => NxqlOperator.Equal,
        "<>" or "!=" => NxqlOperator.NotEqual,
        "<" => NxqlOperator.Less,
        "<=" => NxqlOperator.LessOrEqual,
        ">" => NxqlOperator.Greater,
        ">=" => NxqlOperator.GreaterOrEqual,
        _ => null,
    };

    private List<object> ReadList()
    {
        Take("(");
        var values = new List<object>();
        do
            values.Add(ReadValue());
        while (TryTake(","));
        Take(")");
        return values;
    }

    private object ReadValue()
    {
        var token = Current;
        _at = Math.Min(_at + 1, _tokens.Count - 1);
        switch (token.Kind)
        {
            case NxqlTokenKind.Text:
                return token.Text;
            case NxqlTokenKind.Number:
                return long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? (object)number
                    : double.Parse(token.Text, CultureInfo.InvariantCulture);
            case NxqlTokenKind.Word when token.Is("TRUE"):
                return true;
            case NxqlTokenKind.Word when token.Is("FALSE"):
                return false;
            case NxqlTokenKind.Word when token.Is("DATE") || token.Is("TIMESTAMP"):
                var text = Current;
                _at = Math.Min(_at + 1, _tokens.Count - 1);
                return text.Kind == NxqlTokenKind.Text && DateTimeOffset.TryParse(
                        text.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
                    ? date
                    : throw new NxqlException(text.Position, $"{text} is no date; write it like TIMESTAMP '2030-01-31T00:00:00Z'");
            default:
                throw new NxqlException(token.Position, $"a value is expected, not {token}");
        }
    }

    private NxqlToken TakeWord(string what)
    {
        var token = Current;
        if (token.Kind != NxqlTokenKind.Word)
            throw Unexpected(what);
        _at++;
        return token;
    }

    private bool TryTake(string word)
    {
        if (!Current.Is(word))
            return false;
        _at++;
        return true;
    }

    private void Take(string word)
    {
        if (!TryTake(word))
            throw Unexpected(word);
    }

    private NxqlException Unexpected(string wanted) => new(Current.Position, $"{wanted} is expected, not {Current}");
}
