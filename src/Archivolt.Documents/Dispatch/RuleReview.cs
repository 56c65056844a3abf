namespace Archivolt.Documents.Dispatch;

/// <summary>Finds rules that can never decide.</summary>
internal static class RuleReview
{
    public static IEnumerable<DispatchFinding> Of(IReadOnlyList<Rule> rules)
    {
        // A rule is hidden by an earlier one whose clauses are all among its own: look only at those whose rarest clause it has.
        var uses = rules.SelectMany(rule => rule.Clauses).CountBy(clause => clause.Text, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var byRarestClause = new Dictionary<string, List<(Rule Rule, HashSet<string> Clauses)>>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var clauses = rule.Clauses.Select(clause => clause.Text).ToHashSet(StringComparer.Ordinal);
            var hidden = clauses
                .SelectMany(clause => byRarestClause.GetValueOrDefault(clause) ?? [])
                .FirstOrDefault(earlier => earlier.Clauses.IsSubsetOf(clauses));
            if (hidden.Rule is { } earlier)
            {
                yield return new DispatchFinding(FindingKind.Warning,
                    $"It is never reached: '{earlier.Source.When}' takes all its blobs before, for provider '{earlier.Decision.Provider}'.",
                    rule.Source);
            }
            var rarest = clauses.MinBy(clause => uses[clause])!;
            if (!byRarestClause.TryGetValue(rarest, out var same))
                byRarestClause.Add(rarest, same = []);
            same.Add((rule, clauses));
        }
    }
}
