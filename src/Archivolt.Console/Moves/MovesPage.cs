using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Operations;
using Archivolt.WebConsole.Providers;

namespace Archivolt.WebConsole.Moves;

/// <summary>What is on its way to another provider, and the looks for what should be.</summary>
/// <param name="moves">The moves.</param>
/// <param name="rules">The rules in use; none where others decide.</param>
internal sealed class MovesPage(ShownMoves moves, IReadOnlyList<DispatchRule> rules) : OperationsPage
{
    public override string Title => Phrase.Of("Moves and tiers");

    protected override string Address => ConsoleUrl.Moves;

    protected override IReadOnlyList<string> Scripts => ["live.js", "stream.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <p class="hint">{Phrase.Of("A blob is moved when the rules want it in another provider: since its document changed, since the rules did, or since time passed. It is copied, proven, and referred to anew; nobody waits for it.")} {LivePart.Says}</p>
        {LivePart.Of(LiveRegions.Moves, MovesCards.Of(moves, frame.Api))}
        {(rules.Count == 0 ? Html.None : StreamCard.Plan(rules, frame))}
        """);
}
