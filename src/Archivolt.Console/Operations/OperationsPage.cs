using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Operations;

/// <summary>A page about the installation, with links to the others.</summary>
internal abstract class OperationsPage : Page
{
    private static readonly (string Url, string Text)[] Pages =
    [
        (ConsoleUrl.Operations, Phrase.Key("Overview")), (ConsoleUrl.Jobs, Phrase.Key("Jobs")), (ConsoleUrl.Rules, Phrase.Key("Rules")), (ConsoleUrl.Moves, Phrase.Key("Moves")),
        (ConsoleUrl.Migrations, Phrase.Key("Migrations")), (ConsoleUrl.Uploads, Phrase.Key("Uploads")), (ConsoleUrl.Condemned, Phrase.Key("Condemned")),
        (ConsoleUrl.Quarantine, Phrase.Key("Quarantine")), (ConsoleUrl.Audit, Phrase.Key("Audit")),
    ];

    /// <summary>What was done; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Why an order was not taken; null where none was refused.</summary>
    public Refusal? Refusal { get; init; }

    public override int Status => Refusal?.Status ?? StatusCodes.Status200OK;

    protected override string Section => ConsoleUrl.Operations;

    /// <summary>Its own address.</summary>
    protected abstract string Address { get; }

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <div class="heading"><h1>{Title}</h1></div>
        <nav class="tabs" aria-label="{Phrase.Of("Operations")}">{Pages.Select(Link)}</nav>
        {Said.Notice(Notice)}{Said.Problem(Refusal?.Sentence)}
        {Content(frame)}
        """);

    /// <summary>What stands below the links.</summary>
    protected abstract Html Content(PageFrame frame);

    private Html Link((string Url, string Text) page) => page.Url == Address
        ? Html.Of($"""<a href="{page.Url}" aria-current="page">{Phrase.Of(page.Text)}</a>""")
        : Html.Of($"""<a href="{page.Url}">{Phrase.Of(page.Text)}</a>""");
}
