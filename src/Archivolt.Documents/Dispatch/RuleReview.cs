namespace Archivolt.Documents.Dispatch;

/// <summary>Finds rules that can never decide.</summary>
internal static class RuleReview
{
    public static IEnumerable<DispatchFinding> Of(IReadOnlyList<Rule> rules)
    {
        // A rule is hidden by an earlier one whose clauses are all among its own: look only at those that share a clause.
        var byFirstClause = new Dictionary<string, List<(Rule Rule, HashSet<string> Clauses)>>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var clauses = rule.Clauses.Select(clause => clause.Text).ToHashSet(StringComparer.Ordinal);
            var hidden = clauses
                .SelectMany(clause => byFirstClause.GetValueOrDefault(clause) ?? [])
                .FirstOrDefault(earlier => earlier.Clauses.IsSubsetOf(clauses));
            if (hidden.Rule is { } earlier)
            {
                yield return new DispatchFinding(FindingKind.Warning,
                    $"It is never reached: '{earlier.Source.When}' takes all its blobs before, for provider '{earlier.Decision.Provider}'.",
                    rule.Source);
            }
            var first = rule.Clauses[0].Text;
            if (!byFirstClause.TryGetValue(first, out var same))
                byFirstClause.Add(first, same = []);
            same.Add((rule, clauses));
        }
    }
}
