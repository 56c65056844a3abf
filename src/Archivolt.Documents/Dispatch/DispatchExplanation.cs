namespace Archivolt.Documents.Dispatch;

/// <summary>A decision with every rule that was looked at on the way, in order.</summary>
/// <param name="Decision">What <see cref="IBlobDispatcher.Decide"/> answers for the same blob.</param>
/// <param name="Rules">The rules up to the one that decided; none when the default took the blob without rules.</param>
public sealed record DispatchExplanation(DispatchDecision Decision, IReadOnlyList<RuleVerdict> Rules);

/// <summary>What one rule said of a blob.</summary>
/// <param name="Rule">The rule's text.</param>
/// <param name="Provider">The provider it would choose.</param>
/// <param name="Matched">True for the rule that decided.</param>
/// <param name="Clauses">Its clauses in order.</param>
public sealed record RuleVerdict(string Rule, string Provider, bool Matched, IReadOnlyList<ClauseVerdict> Clauses);

/// <summary>What one clause said of a blob.</summary>
/// <param name="Clause">The clause's text.</param>
/// <param name="Outcome">Its verdict.</param>
/// <param name="Value">The value it saw, as text; null when the value is empty, missing or was not looked at.</param>
public sealed record ClauseVerdict(string Clause, ClauseOutcome Outcome, string? Value);

/// <summary>Verdicts of a clause.</summary>
public enum ClauseOutcome
{
    /// <summary>The value satisfies the clause.</summary>
    Matched,

    /// <summary>The value does not satisfy the clause.</summary>
    Different,

    /// <summary>The document has no such property, which skips the rule whatever the operator is.</summary>
    Missing,

    /// <summary>An earlier clause of the rule had failed already.</summary>
    NotTested,
}
