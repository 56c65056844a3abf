using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Asks whether a document is to be brought back to a version.</summary>
internal sealed class RestorationPage(Document document, Document version) : Page
{
    public override string Title => Phrase.Of($"Restore version {version.Name}?");

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document, isHere: false)}
        <section class="card question">
        <h1>{Phrase.Markup($"Bring “{Shown.Name(document.Title)}” back to version {Shown.Name(version.Name)}?")}</h1>
        <p>{Phrase.Of("Its properties and files become those of the version. What it has now is lost unless a version keeps it.")}</p>
        <form method="post" action="{ConsoleUrl.Versions}/{version.Id}/restoration"><input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}"><label class="check"><input type="checkbox" name="{VersionEndpoints.KeepField}" checked>{Phrase.Of("Keep the present state as a version first")}</label><button type="submit">{Phrase.Of("Restore")}</button><a class="button" href="{ConsoleUrl.OfDocument(document.Path)}">{Phrase.Of("Leave it as it is")}</a></form>
        {frame.Call("POST", $"id/{version.Id}/@op/Document.RestoreVersion")}
        </section>
        """);
}
