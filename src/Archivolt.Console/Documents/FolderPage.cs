using System.Globalization;
using Archivolt.Documents;
using Archivolt.Documents.Query;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>A folder with what is in it.</summary>
internal sealed class FolderPage(Document folder, Listing listing, SearchPage found, Rights rights, bool isInTrash, SelectionBar selection, bool takesLinks, SchemaRegistry schemas, Outcome outcome) : Page
{
    private readonly DocumentTable _table = new(ConsoleUrl.OfDocument(folder.Path) + "?", listing, found, schemas, isChosenFrom: true);

    public override string Title => folder.Path == "/" ? Phrase.Of("Documents") : folder.Title;

    public override int Status => outcome.Status;

    protected override string Section => ConsoleUrl.Documents;

    protected override IReadOnlyList<string> Scripts => TakesMore ? UploadPanel.Scripts : [];

    // It would be deleted with the folder that is in the trash.
    private bool TakesMore => rights.CanWrite && !isInTrash;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(folder)}
        {Said.Problem(outcome.Problem)}{Said.Notice(outcome.Notice)}<div id="state">{StateBanner.Of(folder)}</div>
        <div class="heading"><h1>{Shown.Name(Title)}</h1>{(rights.CanWrite || rights.CanRemove ? Actions() : Html.None)}</div>
        {(TakesMore ? Uploads(frame) : Html.None)}
        <div id="listing">
        {(found.Documents.Count > 0 ? selection.Around(_table.Rows()) : Empty())}
        {_table.Pages()}
        </div>
        <p class="hint"><a href="{ConsoleUrl.Trash}?in={folder.Id}">{Icon.Trash} {Phrase.Of("Trash of this folder")}</a></p>
        {frame.Call("GET", $"id/{folder.Id}/@children?pageSize={Listing.PageSize.ToString(CultureInfo.InvariantCulture)}")}
        {(found.Documents.Count > 0 ? selection.Calls(frame) : Html.None)}
        """);

    private Html Actions() => Html.Of(
        $"""
        <div class="actions">
        {(TakesMore ? Html.Of($"""
            <details class="menu"><summary class="button">{Icon.NewFolder}{Phrase.Of("New folder")}</summary>
            <form method="post" action="{ConsoleUrl.Folders}/{folder.Id}"><label for="folder-name">{Phrase.Of("Name of the folder")}</label><input id="folder-name" name="name" maxlength="{DocumentName.MaxLength}" required autocomplete="off"><button type="submit">{Phrase.Of("Create")}</button></form></details>
            {(takesLinks ? LinkForm.Of(folder) : Html.None)}
            <label class="button" for="upload-folder" hidden>{Icon.Upload}{Phrase.Of("Upload a folder")}</label>
            <label class="button primary" for="upload-files" hidden>{Icon.Upload}{Phrase.Of("Upload files")}</label>
            """) : Html.None)}
        {(rights.CanWrite ? Html.Of($"""<a class="button" href="{ConsoleUrl.Edits}/{folder.Id}">{Icon.Edit}{Phrase.Of("Edit")}</a>""") : Html.None)}
        {(rights.CanWrite ? Html.Of($"""<a class="button" href="{ConsoleUrl.Permissions}/{folder.Id}">{Icon.Lock}{Phrase.Of("Permissions")}</a>""") : Html.None)}
        {(rights.CanRemove ? TrashActions.Of(folder) : Html.None)}
        </div>
        """);

    private Html Uploads(PageFrame frame) => Html.Of(
        $"""
        <section id="uploads" data-api="{frame.Api}" data-folder="{folder.Id}" data-path="{folder.Path}" aria-label="{Phrase.Of("Uploads")}">
        <input id="upload-files" class="hidden" type="file" multiple>
        <input id="upload-folder" class="hidden" type="file" webkitdirectory multiple>
        <noscript><p class="hint">{Phrase.Of("Uploading needs JavaScript in this browser.")}</p></noscript>
        {UploadPanel.Of()}
        <div class="drop-hint" hidden>{Icon.Upload}<span>{Phrase.Of("Drop files and folders to upload them here")}</span></div>
        </section>
        """);

    private Html Empty() => listing.Page > 0 ? Html.Of($"""<section class="empty"><h2>{Phrase.Of("There is nothing on this page")}</h2></section>""") : Html.Of(
        $"""
        <section class="empty">{Icon.Folder}<h2>{Phrase.Of("This folder is empty")}</h2>{(TakesMore ? Html.Of($"""<p>{Phrase.Of("Drop files or whole folders anywhere on this page, or choose “Upload files” or “Upload a folder”.")}</p>""")
            : rights.CanWrite ? Html.None : Html.Of($"""<p>{Phrase.Of("Nothing here that you may read.")}</p>"""))}</section>
        """);
}
