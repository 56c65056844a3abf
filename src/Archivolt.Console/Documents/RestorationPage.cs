using Archivolt.Documents;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Documents;

/// <summary>Asks whether a document is to be brought back to a version.</summary>
internal sealed class RestorationPage(Document document, Document version) : Page
{
    public override string Title => $"Restore version {version.Name}?";

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document, isHere: false)}
        <section class="card question">
        <h1>Bring “{Shown.Name(document.Title)}” back to version {Shown.Name(version.Name)}?</h1>
        <p>Its properties and files become those of the version. What it has now is lost unless a version keeps it.</p>
        <form method="post" action="{ConsoleUrl.Versions}/{version.Id}/restoration"><input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}"><label class="check"><input type="checkbox" name="{VersionEndpoints.KeepField}" checked>Keep the present state as a version first</label><button type="submit">Restore</button><a class="button" href="{ConsoleUrl.OfDocument(document.Path)}">Leave it as it is</a></form>
        {frame.Call("POST", $"id/{version.Id}/@op/Document.RestoreVersion")}
        </section>
        """);
}
