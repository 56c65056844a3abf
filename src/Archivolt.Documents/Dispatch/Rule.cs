namespace Archivolt.Documents.Dispatch;

/// <summary>A rule ready for use: clauses that must all match, and the decision that then holds.</summary>
internal sealed class Rule(DispatchRule source, string provider, IReadOnlyList<Clause> clauses)
{
    private readonly Clause[] _clauses = [.. clauses];

    public DispatchRule Source => source;

    public IReadOnlyList<Clause> Clauses => _clauses;

    /// <summary>Made once: deciding allocates nothing.</summary>
    public DispatchDecision Decision { get; } = new(provider, PrefixesKey: true, source.When);

    /// <summary>Tests the clauses from left to right up to the first that fails.</summary>
    public bool Matches(in DispatchSubject subject)
    {
        foreach (var clause in _clauses)
        {
            if (!clause.Matches(subject))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Tests the clauses from left to right up to the first that fails, and writes what each said to <paramref name="trace"/>.
    /// </summary>
    public bool Matches(in DispatchSubject subject, List<ClauseVerdict> trace)
    {
        var matches = true;
        foreach (var clause in _clauses)
        {
            if (!matches)
            {
                trace.Add(new ClauseVerdict(clause.Text, ClauseOutcome.NotTested, Value: null));
                continue;
            }
            matches = clause.Matches(subject, out var fact);
            trace.Add(VerdictOf(clause, matches, fact));
        }
        return matches;
    }

    private static ClauseVerdict VerdictOf(Clause clause, bool matches, in Fact fact) => new(
        clause.Text,
        matches ? ClauseOutcome.Matched : fact.Kind == FactKind.Missing ? ClauseOutcome.Missing : ClauseOutcome.Different,
        fact.Kind is FactKind.Missing or FactKind.Null ? null : fact.Text);
}
