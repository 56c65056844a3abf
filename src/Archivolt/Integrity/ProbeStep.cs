namespace Archivolt.Integrity;

/// <summary>How one step of a probe ended.</summary>
public enum ProbeOutcome
{
    /// <summary>It did what it should.</summary>
    Ok,

    /// <summary>It failed, or answered something else.</summary>
    Failed,

    /// <summary>The provider does not do this, which is no fault.</summary>
    NotOffered,
}

/// <summary>One step of a probe (<see cref="ProviderProbe"/>).</summary>
/// <param name="Step">What was tried: <c>open</c>, <c>write</c>, <c>stat</c>, <c>read</c>, <c>range</c>, <c>list</c>, <c>url</c> or <c>delete</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">A sentence: what was done, or what went wrong.</param>
/// <param name="Advice">What to change, where something failed; null where the detail says it.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ProbeStep(string Step, ProbeOutcome Outcome, string Detail, string? Advice, TimeSpan Duration);
