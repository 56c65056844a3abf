using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Rules;

/// <summary>Which provider gets a blob, and why.</summary>
/// <param name="dispatcher">The dispatcher in use.</param>
internal sealed class RulesPage(IBlobDispatcher dispatcher) : OperationsPage
{
    private const int MostPlaces = 3;

    /// <summary>What was tried.</summary>
    public RuleTrial Trial { get; init; } = new("", "", "", "", "");

    /// <summary>What the rules said to it; null where nothing was tried.</summary>
    public IReadOnlyList<ExplainedBlob>? Answers { get; init; }

    /// <summary>The draft that was entered; null for the rules in use.</summary>
    public string? Draft { get; init; }

    /// <summary>What the draft means; null where none was reviewed.</summary>
    public RuleDispatcher? Reviewed { get; init; }

    public override string Title => "Rules";

    protected override string Address => ConsoleUrl.Rules;

    protected override IReadOnlyList<string> Scripts => ["stream.js"];

    private IReadOnlyList<DispatchRule> Rules => dispatcher is RuleDispatcher rules ? rules.Rules : [];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>Rules in use</h2>
        {(dispatcher is RuleDispatcher rules
            ? Html.Of($"""<p class="hint">The first rule that takes a blob decides which provider gets it.</p>{RuleList.Of(rules)}""")
            : Html.Of($"""<p class="hint">{(dispatcher is RepositoryDispatcher ? "There are no rules: content goes to the provider that is named after its repository." : "An application's own dispatcher chooses the providers, so there are no rules to show.")}</p>"""))}
        </section>
        {TrialCard.Of(Trial, Answers, frame)}
        {DraftCard.Of(Draft ?? RuleText.Of(Rules), Reviewed, Places(), frame)}
        """);

    // Each rule has its own; the place that they have in common says enough.
    private List<string> Places() => [.. Rules.Select(rule => rule.Where).OfType<string>()
        .Select(where => where.Contains(", ", StringComparison.Ordinal) ? where[..where.IndexOf(", ", StringComparison.Ordinal)] : where.Split(":Rules")[0])
        .Distinct(StringComparer.Ordinal).Take(MostPlaces)];
}
