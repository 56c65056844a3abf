using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Where somebody goes on who may not read a folder: folders and documents below it that this person was given rights on.</summary>
internal sealed class GrantedPage(string folder, IReadOnlyList<Document> documents, bool hasMore, SchemaRegistry schemas) : Page
{
    public override string Title => Phrase.Of("Documents");

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <div class="heading"><h1>{Title}</h1></div>
        <section class="card"><p class="hint">{(folder == "/" ? Phrase.Markup($"These are the folders and documents that you were given rights on.") : Phrase.Markup($"You may not read {Shown.Name(folder)}. These are the folders and documents in it that you were given rights on."))}</p>
        <ul class="files">{documents.Select(Row)}</ul>
        {(hasMore ? Html.Of($"""<p class="hint">{Phrase.Of("There are more; search for them by name.")}</p>""") : Html.None)}</section>
        """);

    private Html Row(Document document)
    {
        var icon = schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true ? Icon.Folder : Icon.File;
        return Html.Of($"""<li>{icon}<span class="what"><a href="{ConsoleUrl.OfDocument(document.Path)}">{Shown.Name(document.Title)}</a><small>{Phrase.Markup($"in {Shown.Name(RequestedDocument.ParentOf(document))}")}</small></span></li>""");
    }
}
