using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Query;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>A page of documents as a table, with links to the pages beside it and to other orders.</summary>
/// <param name="address">The page's address with the beginning of its query.</param>
/// <param name="listing">Which page it is, in which order.</param>
/// <param name="found">The documents.</param>
/// <param name="schemas">Which types are folders.</param>
/// <param name="actions">What can be done with each of them; null for nothing.</param>
/// <param name="isChosenFrom">True for a box before each, in the form around the table.</param>
/// <param name="isOfManyFolders">True to say of each where it is.</param>
internal sealed class DocumentTable(string address, Listing listing, SearchPage found, SchemaRegistry schemas, Func<Document, Html>? actions = null, bool isChosenFrom = false, bool isOfManyFolders = false)
{
    public Html Rows() => Html.Of(
        $"""
        <table class="documents{(isChosenFrom ? " chosen-from" : "")}">
        <thead><tr>{(isChosenFrom ? Html.Of($"""<th scope="col" class="choose"><span class="announce">{Phrase.Of("Choose")}</span></th>""") : Html.None)}{Column.All.Select(Heading)}{(actions is null ? Html.None : Html.Of($"""<th scope="col" class="act"><span class="announce">{Phrase.Of("Actions")}</span></th>"""))}</tr></thead>
        <tbody>{found.Documents.Select(Row)}</tbody>
        </table>
        """);

    public Html Pages()
    {
        if (listing.Page == 0 && !found.HasMore)
            return Html.Of($"""<p class="count">{(found.Documents.Count == 0 ? "" : Phrase.Count(found.Documents.Count, "{0} document", "{0} documents"))}</p>""");
        return Html.Of(
            $"""
            <nav class="pages" aria-label="{Phrase.Of("Pages")}">
            {(listing.Page > 0 ? Link(listing with { Page = listing.Page - 1 }, "prev", Phrase.Of("Previous")) : Html.None)}<span>{Range()}</span>{(found.HasMore ? Link(listing with { Page = listing.Page + 1 }, "next", Phrase.Of("Next")) : Html.None)}
            </nav>
            """);
    }

    private string Range()
    {
        if (found.Documents.Count == 0)
            return "";
        var (first, last) = (listing.Offset + 1, listing.Offset + found.Documents.Count);
        return found.Total is { } total ? Phrase.Of($"{first}–{last} of {total}") : Phrase.Of($"{first}–{last}");
    }

    private Html Link(Listing page, string relation, string text) => Html.Of($"""<a class="button" rel="{relation}" href="{address}{page.Query}">{text}</a>""");

    private Html Heading(Column column)
    {
        var isSorted = column == listing.Column;
        var next = new Listing(column, isSorted && !listing.IsDescending, 0);
        var sorted = !isSorted ? Html.None : listing.IsDescending ? Html.Of($" aria-sort=\"descending\"") : Html.Of($" aria-sort=\"ascending\"");
        return Html.Of($"""<th scope="col" class="{column.Key}"{sorted}><a href="{address}{next.Query}">{Phrase.Of(column.Heading)}</a></th>""");
    }

    private Html Row(Document document)
    {
        var content = document.Properties.Get("file:content") as BlobInfo;
        var icon = schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true ? Icon.Folder : Icon.Of(content?.MediaType);
        return Html.Of(
            $"""
            <tr>{(isChosenFrom ? Html.Of($"""<td class="choose"><label><input type="checkbox" name="{SelectionEndpoints.ChosenField}" value="{document.Id}" aria-label="{Phrase.Of($"Choose {Shown.Plain(document.Title)}")}"></label></td>""") : Html.None)}<td class="name"><a href="{ConsoleUrl.OfDocument(document.Path)}" title="{Shown.Plain(document.Path)}">{icon}{Shown.Name(document.Title)}</a>{Place(document)}</td><td class="type">{document.Type}</td><td class="size">{Shown.Size(content?.Length)}</td><td class="changed">{Shown.Time(document.Modified)}</td><td class="by">{Shown.Name(document.Properties.Get("dc:lastContributor") as string)}</td>{(actions is null ? Html.None : Html.Of($"""<td class="act">{actions(document)}</td>"""))}</tr>

            """);
    }

    private Html Place(Document document) => !isOfManyFolders ? Html.None : Html.Of($"""<small>{Phrase.Markup($"in {Shown.Name(RequestedDocument.ParentOf(document))}")}</small>""");
}
