using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Rules;

/// <summary>Rules that are not in use.</summary>
/// <param name="Text">What was entered, or earlier rules; null for those in use.</param>
internal sealed record RuleDraft(string? Text)
{
    /// <summary>It begins with the rules in use.</summary>
    public static RuleDraft OfUse { get; } = new(Text: null);

    /// <summary>The rules that it begins with; null for those in use, or where it was entered.</summary>
    public AppliedRules? Earlier { get; init; }

    /// <summary>What it means; null where it was not reviewed.</summary>
    public RuleDispatcher? Reviewed { get; init; }

    /// <summary>Why it cannot be used; null where nothing is known against it.</summary>
    public Refusal? Refusal { get; init; }
}
