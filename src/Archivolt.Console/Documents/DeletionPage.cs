using Archivolt.Documents;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Documents;

/// <summary>Asks whether a document, or a version of one, is to be deleted.</summary>
internal sealed class DeletionPage(Document document) : Page
{
    public override string Title => $"Delete {(document.IsVersion ? $"version {document.Name} of " : "")}{document.Title}?";

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document)}
        <section class="card question">
        <h1>Delete {(document.IsVersion ? Html.Of($"version {Shown.Name(document.Name)} of ") : Html.None)}“{Shown.Name(document.Title)}”?</h1>
        <p>{(document.IsVersion ? "The version is deleted for everybody; the document and its other versions stay." : "The document, its versions and everything in it are deleted for everybody.")} Garbage collection deletes its content later, unless another document has it too.</p>
        <form method="post" action="{ConsoleUrl.Deletions}/{document.Id}"><input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}"><button class="danger" type="submit">Delete</button><a class="button" href="{ConsoleUrl.OfDocument(document.Path)}">Keep it</a></form>
        {frame.Call("DELETE", $"id/{document.Id}")}
        </section>
        """);
}
