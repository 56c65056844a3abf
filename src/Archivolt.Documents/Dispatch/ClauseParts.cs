namespace Archivolt.Documents.Dispatch;

/// <summary>A clause as it is written.</summary>
/// <param name="Name">What is compared, such as <c>blob:length</c>.</param>
/// <param name="Operator">How.</param>
/// <param name="Operand">What it is compared with; nothing is trimmed.</param>
public readonly record struct ClauseParts(string Name, ClauseOperator Operator, string Operand)
{
    // In the order in which they are tried at a place.
    private static readonly (string Text, ClauseOperator Operator)[] Operators =
    [
        ("=", ClauseOperator.Equal), ("!=", ClauseOperator.NotEqual), ("<=", ClauseOperator.LessOrEqual), ("<", ClauseOperator.Less),
        (">=", ClauseOperator.GreaterOrEqual), (">", ClauseOperator.Greater), ("~", ClauseOperator.Glob), ("^", ClauseOperator.Regex),
    ];

    /// <summary>Splits a clause at its first operator; null when there is none or the clause has several lines.</summary>
    public static ClauseParts? Of(string clause)
    {
        ArgumentNullException.ThrowIfNull(clause);
        if (clause.AsSpan().ContainsAny('\n', '\r') || clause.AsSpan().ContainsAny('\u0085', '\u2028', '\u2029'))
            return null;
        for (var i = 0; i < clause.Length; i++)
        {
            foreach (var (symbol, @operator) in Operators)
            {
                if (string.CompareOrdinal(clause, i, symbol, 0, symbol.Length) == 0)
                    return new ClauseParts(clause[..i], @operator, clause[(i + symbol.Length)..]);
            }
        }
        return null;
    }
}
