using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Rules;

/// <summary>Which provider gets a blob, and why.</summary>
/// <param name="dispatcher">The dispatcher in use.</param>
/// <param name="use">Which rules those are.</param>
/// <param name="history">The rules that were applied so far.</param>
internal sealed class RulesPage(LiveDispatcher dispatcher, RulesInUse use, IReadOnlyList<AppliedRules> history) : OperationsPage
{
    private const int MostPlaces = 3;

    /// <summary>What was tried.</summary>
    public RuleTrial Trial { get; init; } = new("", "", "", "", "");

    /// <summary>What the rules said to it; null where nothing was tried.</summary>
    public IReadOnlyList<ExplainedBlob>? Answers { get; init; }

    /// <summary>Why nothing could be tried; null where it could.</summary>
    public Refusal? TrialRefusal { get; init; }

    /// <summary>The draft.</summary>
    public RuleDraft Draft { get; init; } = RuleDraft.OfUse;

    public override int Status => (TrialRefusal ?? Draft.Refusal)?.Status ?? base.Status;

    public override string Title => Phrase.Of("Rules");

    protected override string Address => ConsoleUrl.Rules;

    protected override IReadOnlyList<string> Scripts => ["stream.js"];

    private IReadOnlyList<DispatchRule> Rules => (dispatcher.Current as RuleDispatcher)?.Rules ?? [];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        {UseCard.Of(dispatcher, use, history.Count == 0 ? null : history[0], frame)}
        {TrialCard.Of(Trial, TrialRefusal, Answers, frame)}
        {DraftCard.Of(Draft, Draft.Text ?? RuleText.Of(Rules), use, Places(), frame)}
        {HistoryCard.Of(history, use, frame)}
        """);

    // Each rule has its own; the place that they have in common says enough.
    private List<string> Places() => [.. Rules.Select(rule => use.Applied is null ? rule.Where : null).OfType<string>()
        .Select(where => where.Contains(", ", StringComparison.Ordinal) ? where[..where.IndexOf(", ", StringComparison.Ordinal)] : where.Split(":Rules")[0])
        .Distinct(StringComparer.Ordinal).Take(MostPlaces)];
}
