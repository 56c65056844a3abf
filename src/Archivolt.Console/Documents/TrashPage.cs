using Archivolt.Documents;
using Archivolt.Documents.Query;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>What is in the trash, of a folder or of everything.</summary>
/// <param name="folder">The folder; null for everything.</param>
/// <param name="listing">Which page of it.</param>
/// <param name="found">What is on that.</param>
/// <param name="removable">Ids of what the person may restore and delete.</param>
/// <param name="schemas">Which types are folders.</param>
/// <param name="outcome">What was done.</param>
internal sealed class TrashPage(Document? folder, Listing listing, SearchPage found, HashSet<string> removable, SchemaRegistry schemas, Outcome outcome) : Page
{
    public override string Title => folder is null or { ParentId: null } ? Phrase.Of("Trash") : Phrase.Of($"Trash of {folder.Title}");

    protected override string Section => ConsoleUrl.Trash;

    private string Address => folder is null ? $"{ConsoleUrl.Trash}?" : $"{ConsoleUrl.Trash}?in={folder.Id}&";

    protected override Html Body(PageFrame frame)
    {
        var table = new DocumentTable(Address, listing, found, schemas, Actions, isOfManyFolders: true);
        return Html.Of(
            $"""
            {(folder is null ? Html.None : Trail.Of(folder, isHere: false))}
            {Said.Notice(outcome.Notice)}
            <div class="heading"><h1>{Shown.Name(Title)}</h1></div>
            {(found.Documents.Count > 0 ? table.Rows() : Empty())}
            {table.Pages()}
            {(folder is { ParentId: not null } ? Html.Of($"""<p class="hint"><a href="{ConsoleUrl.Trash}">{Phrase.Of("The trash of all folders")}</a></p>""") : Html.None)}
            {frame.Call("GET", $"search/execute?query=SELECT * FROM Document WHERE {(folder is null ? "" : $"ecm:ancestorId = '{folder.Id}' AND ")}ecm:isTrashed = 1")}
            """);
    }

    private Html Actions(Document document) => removable.Contains(document.Id) ? TrashActions.InTrash(document, $"{Address}{listing.Query}&done={Outcome.Untrashed}") : Html.None;

    private Html Empty() => Html.Of(
        $"""
        <section class="empty">{Icon.Trash}<h2>{Phrase.Of(listing.Page > 0 ? "There is nothing on this page" : "The trash is empty")}</h2><p>{Phrase.Of("What is moved to the trash waits here until somebody restores or deletes it.")}</p></section>
        """);
}
