namespace Archivolt.Documents.Dispatch;

/// <summary>Rules as people say them.</summary>
public static class RuleWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["blob:name"] = "the file name",
        ["blob:mime-type"] = "the media type",
        ["blob:encoding"] = "the encoding",
        ["blob:digest"] = "the digest",
        ["blob:length"] = "the length in bytes",
        ["blob:xpath"] = "the property that holds it",
        [FactReaders.LastAccess] = "the time since it was last used",
        ["ecm:repositoryName"] = "the repository",
        ["ecm:path"] = "the document's path",
        ["ecm:isRecord"] = "“it is of a record”",
        ["ecm:isFlexibleRecord"] = "“it is of a flexible record”",
        ["ecm:isTrashed"] = "“it is in the trash”",
        ["ecm:lifeCycleState"] = "the document's state",
    };

    /// <summary>When a rule takes a blob, such as <c>the media type looks like “video/*” and the length in bytes is above “1000”</c>.</summary>
    public static string Of(DispatchRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.When switch
        {
            DispatchRule.Default => "no other rule takes it",
            DispatchRule.Records => "it is the main file of a record",
            _ => string.Join(" and ", rule.When.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(OfClause)),
        };
    }

    /// <summary>What a clause asks for; the text itself where it is no clause.</summary>
    public static string OfClause(string clause)
    {
        ArgumentNullException.ThrowIfNull(clause);
        if (Clause.Split(clause) is not { } parts)
            return clause;
        var name = Names.GetValueOrDefault(parts.Name) ?? $"the property {parts.Name}";
        return parts.Operand.Length == 0 ? $"{name} {Of(parts.Operator)} nothing" : $"{name} {Of(parts.Operator)} “{parts.Operand}”";
    }

    private static string Of(ClauseOperator @operator) => @operator switch
    {
        ClauseOperator.Equal => "is",
        ClauseOperator.NotEqual => "is not",
        ClauseOperator.Less => "is below",
        ClauseOperator.LessOrEqual => "is at most",
        ClauseOperator.Greater => "is above",
        ClauseOperator.GreaterOrEqual => "is at least",
        ClauseOperator.Glob => "looks like",
        _ => "matches the expression",
    };
}
