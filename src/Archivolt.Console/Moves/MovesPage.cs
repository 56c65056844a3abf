using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Moves;

/// <summary>What is on its way to another provider, and the looks for what should be.</summary>
/// <param name="moves">The moves.</param>
internal sealed class MovesPage(ShownMoves moves) : OperationsPage
{
    public override string Title => "Moves and tiers";

    protected override string Address => ConsoleUrl.Moves;

    protected override IReadOnlyList<string> Scripts => ["live.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <p class="hint">A blob is moved when the rules want it in another provider: since its document changed, since the rules did, or since time passed. It is copied, proven, and referred to anew; nobody waits for it. {LivePart.Says}</p>
        {LivePart.Of(LiveRegions.Moves, MovesCards.Of(moves, frame.Api))}
        """);
}
