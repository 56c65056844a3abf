using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>The form around a folder's list: what can be done with what is chosen in it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="listing">Which page of it is shown.</param>
/// <param name="canTrash">True where something on that page may be put into the trash.</param>
internal sealed class SelectionBar(Document folder, Listing listing, bool canTrash)
{
    public Html Around(Html rows) => Html.Of(
        $"""
        <form id="selection" method="post" action="{AddressOf("zip")}">
        <div class="selection" role="group" aria-label="{Phrase.Of("With what is chosen")}">
        <button type="submit" data-downloads>{Icon.Download}{Phrase.Of("Download chosen as ZIP")}</button>{(canTrash ? Html.Of($"""<button type="submit" formaction="{AddressOf("trash")}">{Icon.Trash}{Phrase.Of("Move chosen to trash")}</button>""") : Html.None)}<button type="button" class="quiet" data-chooses="selection" hidden>{Phrase.Of("Choose all")}</button>
        </div>
        {rows}
        </form>
        """);

    public Html Calls(PageFrame frame) => Html.Of($"""{frame.Call("POST", "automation/Blob.BulkDownload")}{(canTrash ? frame.Call("POST", "automation/Document.Trash") : Html.None)}""");

    private string AddressOf(string action) => $"{ConsoleUrl.Selection}/{folder.Id}/{action}?{listing.Query}";
}
