namespace Archivolt.Documents.Dispatch;

/// <summary>Something about a set of rules that an operator should know. Logged when the rules are taken into use.</summary>
/// <param name="Kind">How serious it is.</param>
/// <param name="Message">
/// A sentence; for a leniency the platform's own text where it has one, which operators search their logs for.
/// </param>
/// <param name="Rule">The rule concerned; null when it is about all of them.</param>
public sealed record DispatchFinding(FindingKind Kind, string Message, DispatchRule? Rule = null)
{
    /// <summary>The message and the rule.</summary>
    public override string ToString() => Rule is null ? Message : $"{Message} [{Rule}]";
}

/// <summary>Kinds of findings.</summary>
public enum FindingKind
{
    /// <summary>The rules work as written, but hardly as meant.</summary>
    Warning,

    /// <summary>Strict mode would have refused to start; lenient mode went on as the platform does.</summary>
    Leniency,
}
