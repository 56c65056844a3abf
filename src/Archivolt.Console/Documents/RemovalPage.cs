using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Asks whether a document's main file is to be removed.</summary>
internal sealed class RemovalPage(Document document, BlobInfo file) : Page
{
    public override string Title => Phrase.Of("Remove the file?");

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document, isHere: false)}
        <section class="card question">
        <h1>{Phrase.Markup($"Remove “{Shown.Name(file.FileName ?? document.Title)}”?")}</h1>
        <p>{Phrase.Of("The document stays, with its properties and versions. Garbage collection deletes the file later, unless a version or another document has it too.")}</p>
        <form method="post" action="{ConsoleUrl.Files}/{document.Id}/removal"><input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}"><button class="danger" type="submit">{Phrase.Of("Remove")}</button><a class="button" href="{ConsoleUrl.OfDocument(document.Path)}">{Phrase.Of("Keep it")}</a></form>
        {frame.Call("DELETE", $"id/{document.Id}/@blob")}
        </section>
        """);
}
