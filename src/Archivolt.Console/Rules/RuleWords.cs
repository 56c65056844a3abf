using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Rules;

/// <summary>Rules as people say them.</summary>
internal static class RuleWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["blob:name"] = Phrase.Key("the file name"),
        ["blob:mime-type"] = Phrase.Key("the media type"),
        ["blob:encoding"] = Phrase.Key("the encoding"),
        ["blob:digest"] = Phrase.Key("the digest"),
        ["blob:length"] = Phrase.Key("the length in bytes"),
        ["blob:xpath"] = Phrase.Key("the property that holds it"),
        ["blob:lastAccess"] = Phrase.Key("the time since it was last used"),
        ["ecm:repositoryName"] = Phrase.Key("the repository"),
        ["ecm:path"] = Phrase.Key("the document's path"),
        ["ecm:isRecord"] = Phrase.Key("“it is of a record”"),
        ["ecm:isFlexibleRecord"] = Phrase.Key("“it is of a flexible record”"),
        ["ecm:isTrashed"] = Phrase.Key("“it is in the trash”"),
        ["ecm:lifeCycleState"] = Phrase.Key("the document's state"),
    };

    /// <summary>When a rule takes a blob, such as <c>the media type looks like “video/*” and the length in bytes is above “1000”</c>.</summary>
    public static string Of(DispatchRule rule) => rule.When switch
    {
        DispatchRule.Default => Phrase.Of("no other rule takes it"),
        DispatchRule.Records => Phrase.Of("it is the main file of a record"),
        _ => rule.When.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(OfClause).Aggregate((all, clause) => Phrase.Of($"{all} and {clause}")),
    };

    /// <summary>Which rule decided, as a sentence.</summary>
    public static Html Decided(string rule) => rule switch
    {
        DispatchRule.Default => Phrase.Markup($"No rule fits it, so the default decides."),
        RepositoryDispatcher.Rule => Phrase.Markup($"There are no rules: content goes to the provider that is named after its repository."),
        _ => Phrase.Markup($"A rule chose it: <code>{Shown.Name(rule)}</code>"),
    };

    /// <summary>What a clause asks for; the text itself where it is no clause.</summary>
    public static string OfClause(string clause)
    {
        if (ClauseParts.Of(clause) is not { } parts)
            return clause;
        var name = Names.TryGetValue(parts.Name, out var known) ? Phrase.Of(known) : Phrase.Of($"the property {parts.Name}");
        var operand = parts.Operand.Length == 0 ? Phrase.Of("nothing") : Phrase.Of($"“{parts.Operand}”");
        return parts.Operator switch
        {
            ClauseOperator.Equal => Phrase.Of($"{name} is {operand}"),
            ClauseOperator.NotEqual => Phrase.Of($"{name} is not {operand}"),
            ClauseOperator.Less => Phrase.Of($"{name} is below {operand}"),
            ClauseOperator.LessOrEqual => Phrase.Of($"{name} is at most {operand}"),
            ClauseOperator.Greater => Phrase.Of($"{name} is above {operand}"),
            ClauseOperator.GreaterOrEqual => Phrase.Of($"{name} is at least {operand}"),
            ClauseOperator.Glob => Phrase.Of($"{name} looks like {operand}"),
            _ => Phrase.Of($"{name} matches the expression {operand}"),
        };
    }
}
