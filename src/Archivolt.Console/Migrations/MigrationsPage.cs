using Archivolt.Layers.Migration;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Migrations;

/// <summary>Whole providers on their way to another store.</summary>
/// <param name="migrations">How far each came.</param>
internal sealed class MigrationsPage(IReadOnlyList<MigrationStatus> migrations) : OperationsPage
{
    public override string Title => Phrase.Of("Migrations");

    protected override string Address => ConsoleUrl.Migrations;

    protected override IReadOnlyList<string> Scripts => ["live.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <p class="hint">{Phrase.Of("A provider leaves a store for another one while it is used: everything is copied, and every copy is read twice before the old store may be emptied.")} {LivePart.Says}</p>
        {LivePart.Of(LiveRegions.Migrations, MigrationCards.Of(migrations, frame.Api))}
        """);
}
