using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Asks for another name, or another folder.</summary>
internal static class PlaceForm
{
    public static Html Of(Document document, PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Name and place")}</h2>
        <form class="stacked" method="post" action="{ConsoleUrl.Names}/{document.Id}">
        <input type="hidden" name="{PlaceEndpoint.ShownField}" value="{document.Name}">
        <input type="hidden" name="{PlaceEndpoint.ShownFolderField}" value="{document.ParentId}">
        <label for="new-name">{Phrase.Of("Name in the path")}</label>
        <input id="new-name" name="{PlaceEndpoint.NameField}" value="{document.Name}" maxlength="{DocumentName.MaxLength}" dir="auto" autocomplete="off" required>
        <label for="new-folder">{Phrase.Of("Path of its folder")}</label>
        <input id="new-folder" name="{PlaceEndpoint.FolderField}" value="{RequestedDocument.ParentOf(document)}" dir="auto" autocomplete="off" spellcheck="false" required>
        <p class="hint">{Phrase.Of("Paths change for the document and everything in it. Links by its id stay good.")}</p>
        <button type="submit">{Phrase.Of("Rename or move")}</button>
        </form>
        {frame.Call("POST", $"id/{document.Id}/@op/Document.Move")}
        </section>
        """);
}
