using Archivolt.Documents;
using Archivolt.Documents.Query;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>What a search found.</summary>
internal sealed class ResultsPage(string text, Listing listing, SearchPage found, SchemaRegistry schemas) : Page
{
    private readonly DocumentTable _table = new($"{ConsoleUrl.Search}?q={Uri.EscapeDataString(text)}&", listing, found, schemas, isOfManyFolders: true);

    public override string Title => text.Length == 0 ? Phrase.Of("Search for documents") : Phrase.Of($"Search for “{text}”");

    protected override string? Sought => text;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <div class="heading"><h1>{Shown.Name(Title)}</h1></div>
        {(found.Documents.Count > 0 ? _table.Rows() : Html.Of($"""<section class="empty">{Icon.File}<h2>{Phrase.Of("Nothing found")}</h2><p>{Phrase.Of("A search looks for a part of the name or title of documents that you may read.")}</p></section>"""))}
        {_table.Pages()}
        {frame.Call("GET", "search/execute?query=SELECT * FROM Document WHERE ecm:name ILIKE ? OR dc:title ILIKE ?&queryParams=…")}
        """);
}
