using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Asks whether a document, or a version of one, is to be deleted.</summary>
internal sealed class DeletionPage(Document document) : Page
{
    public override string Title => document.IsVersion ? Phrase.Of($"Delete version {document.Name} of {document.Title}?") : Phrase.Of($"Delete {document.Title}?");

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document)}
        <section class="card question">
        <h1>{(document.IsVersion ? Phrase.Markup($"Delete version {Shown.Name(document.Name)} of “{Shown.Name(document.Title)}”?") : Phrase.Markup($"Delete “{Shown.Name(document.Title)}”?"))}</h1>
        <p>{Phrase.Of(document.IsVersion ? "The version is deleted for everybody; the document and its other versions stay." : "The document, its versions and everything in it are deleted for everybody.")} {Phrase.Of("Garbage collection deletes its content later, unless another document has it too.")}</p>
        <form method="post" action="{ConsoleUrl.Deletions}/{document.Id}"><input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}"><button class="danger" type="submit">{Phrase.Of("Delete")}</button><a class="button" href="{ConsoleUrl.OfDocument(document.Path)}">{Phrase.Of("Keep it")}</a></form>
        {frame.Call("DELETE", $"id/{document.Id}")}
        </section>
        """);
}
