using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>
/// Rules as the grammar describes them, without anything that makes them fast: every rule is a dispatcher of its own, so nothing is
/// shared, remembered or skipped.
/// </summary>
internal sealed class PlainRules
{
    private readonly List<(DispatchRule Rule, List<RuleDispatcher> Clauses)> _rules;
    private readonly string _default;

    public PlainRules(IEnumerable<DispatchRule> rules, SchemaRegistry? schemas = null)
    {
        var options = new RuleDispatcherOptions { Schemas = schemas ?? SchemaRegistry.Stock };
        var given = rules.GroupBy(rule => rule.When, StringComparer.Ordinal).Select(same => same.First() with { Provider = same.Last().Provider }).ToList();
        _default = given.Single(rule => rule.When == DispatchRule.Default).Provider;
        _rules = [.. given.Where(rule => rule.When != DispatchRule.Default).Select(rule => (rule, ClausesOf(rule, options)))];
    }

    public string Place(BlobFacts blob, Document document, PropertyPath? path) =>
        _rules.Find(rule => rule.Clauses.TrueForAll(clause => clause.Decide(blob, document, path).Provider == "yes")).Rule?.Provider ?? _default;

    private static List<RuleDispatcher> ClausesOf(DispatchRule rule, RuleDispatcherOptions options)
    {
        var clauses = rule.When == DispatchRule.Records ? "ecm:isRecord=true,ecm:isFlexibleRecord!=true,blob:xpath=content" : rule.When;
        return [.. clauses.TrimEnd(',').Split(',').Select(clause =>
            new RuleDispatcher([new DispatchRule(clause, "yes"), new DispatchRule(DispatchRule.Default, "no")], options))];
    }
}
