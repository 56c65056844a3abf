namespace Archivolt.Documents.Dispatch;

/// <summary>Finds clauses that can never match, whatever the document and the blob.</summary>
internal static class ClauseReview
{
    /// <summary>Why a clause never matches, as half a sentence; null when it may.</summary>
    public static string? Of(Clause clause, SchemaRegistry schemas)
    {
        if (clause.Name.StartsWith(FactReaders.SystemPrefix, StringComparison.Ordinal) && !FactReaders.IsSystemName(clause.Name))
            return $"rules cannot read '{clause.Name}'; they can read {string.Join(", ", FactReaders.SystemNames)}";
        var (values, what) = ValuesOf(clause.Name, schemas);
        if (values is null || clause.HasOperandOf(values[0].Kind))
            return null;
        foreach (var value in values)
        {
            // Of numbers and times, a pattern may match others than those that stand for all.
            if (clause.Compare(value) || (clause.IsPattern && value.Kind is FactKind.Integer or FactKind.Number or FactKind.Date))
                return null;
        }
        return what;
    }

    // Values that stand for all others, when the operand is none of their kind.
    private static (Fact[]? Values, string What) ValuesOf(string name, SchemaRegistry schemas) => name switch
    {
        "blob:length" => ([Fact.Of(0L)], "the length is a whole number of bytes, without unit"),
        "ecm:isRecord" or "ecm:isFlexibleRecord" or "ecm:isTrashed" => ([Fact.Of(true), Fact.Of(false)], "it is either true or false, in lower case"),
        _ when PropertyPath.TryParse(name, out var path) && schemas.Canonical(path) is { } canonical => schemas.TypeOf(canonical) switch
        {
            FieldType.Scalar { Kind: ScalarKind.Integer } => ([Fact.Of(0L), Fact.Null], "the property is a whole number"),
            FieldType.Scalar { Kind: ScalarKind.Number } => ([Fact.OfProperty(0d), Fact.Null], "the property is a number"),
            FieldType.Scalar { Kind: ScalarKind.Date } =>
                ([Fact.OfProperty(DateTimeOffset.UnixEpoch), Fact.Null], "the property is a time, written like 2020-01-02T03:04:05Z"),
            FieldType.Scalar { Kind: ScalarKind.Boolean } => ([Fact.Of(true), Fact.Of(false), Fact.Null], "the property is either true or false, in lower case"),
            FieldType.ListOf => ([Fact.OfProperty(new List<object?>()), Fact.Null], "the property is a list, whose items rules cannot compare"),
            _ => default,
        },
        _ => (null, ""),
    };
}
