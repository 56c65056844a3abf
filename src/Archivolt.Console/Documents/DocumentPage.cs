using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Records;
using Archivolt.WebConsole.Rules;
using Archivolt.WebConsole.Viewer;

namespace Archivolt.WebConsole.Documents;

/// <summary>A document: its content, its properties, where it lies and why, and what happened to it.</summary>
internal sealed class DocumentPage(ShownDocument shown, Rights rights, Outcome outcome) : Page
{
    private readonly Document _document = shown.Document;

    public override string Title => _document.Title;

    public override int Status => outcome.Status;

    protected override string Section => ConsoleUrl.Documents;

    protected override IReadOnlyList<string> Scripts => TakesFile ? UploadPanel.Scripts : [];

    private bool TakesFile => rights.CanWrite && shown.MainPath is { } path && !IsKept(path);

    // The cards of the record and of cold storage say why.
    private bool IsKept(PropertyPath path) => ColdContent.IsCold(_document) || (_document.Retention.HoldsAt(shown.Now) && ContentGuard.IsRetained(_document, path));

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(_document)}
        {Said.Problem(outcome.Problem)}{Said.Notice(outcome.Notice)}{StateBanner.Of(_document)}
        <div class="heading"><h1>{Shown.Name(Title)}</h1><div class="actions">
        {(shown.Files is [{ IsThere: true } main, ..] ? Html.Of($"""<a class="button primary" href="{UrlOf(main, frame)}" download>{Icon.Download}{Phrase.Of("Download")}</a>""") : Html.None)}
        {(rights.CanWrite ? Html.Of($"""<a class="button" href="{ConsoleUrl.Edits}/{_document.Id}">{Icon.Edit}{Phrase.Of("Edit")}</a>""") : Html.None)}
        {(rights.CanWrite ? Html.Of($"""<a class="button" href="{ConsoleUrl.Permissions}/{_document.Id}">{Icon.Lock}{Phrase.Of("Permissions")}</a>""") : Html.None)}
        {(rights.CanRestore ? Html.Of($"""<a class="button" href="{ConsoleUrl.Versions}/{_document.Id}/restoration">{Phrase.Of("Restore this version")}</a>""") : Html.None)}
        {(rights.CanRemove ? TrashActions.Of(_document) : Html.None)}
        </div></div>
        <div class="columns">
        <div>
        {Content(frame)}
        {shown.Files.Where(file => file.Explained is not null).Select(file => Place(file, frame))}
        </div>
        <div>
        {Properties(frame)}
        {new VersionsCard(shown, rights.CanWrite).Of(frame)}
        {new RecordCard(_document, rights.Records, shown.Now).Of(frame)}
        {(shown.HasColdStorage ? new ColdCard(_document, rights.Records, shown.Now).Of(frame) : Html.None)}
        {History(frame)}
        </div>
        </div>
        """);

    private Html Content(PageFrame frame) => shown.Files.Count == 0
        ? Html.Of($"""<section class="card empty">{Icon.File}<h2>{Phrase.Of("No content")}</h2><p>{Phrase.Of("This document has properties only.")}</p>{Form(frame)}</section>""")
        : Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Content")}</h2>
        {PreviewOf(shown.Files[0], frame)}
        <ul class="files">{shown.Files.Select(file => Html.Of(
            $"""
            <li>{Icon.Of(file.Blob.MediaType)}<span class="what">{NamedLink(file, frame)}<small>{file.Blob.MediaType} · {Shown.Size(file.Blob.Length)} · <code>{file.Path.ToString()}</code></small>{(file.Linked is { } linked ? LinkedLine.Of(linked) : Html.None)}</span></li>
            """))}</ul>
        {Form(frame)}
        {frame.Call("GET", $"id/{_document.Id}/@blob/{shown.Files[0].Path}")}
        </section>
        """);

    private Html NamedLink(ShownFile file, PageFrame frame) => file.IsThere
        ? Html.Of($"""<a href="{UrlOf(file, frame)}" download>{Shown.Name(NameOf(file))}</a>""")
        : Html.Of($"<span>{Shown.Name(file.Blob.FileName ?? Phrase.Of("Linked file"))}</span>");

    private Html Form(PageFrame frame) => TakesFile ? FileForm.Of(_document, shown.MainPath!, shown.Files.Any(file => file.Path == shown.MainPath), frame) : Html.None;

    private Html PreviewOf(ShownFile file, PageFrame frame)
    {
        var page = $"{frame.Api}/id/{_document.Id}/@preview";
        return shown.Preview switch
        {
            Preview.Empty => Html.Of($"""<p class="preview none"><span>{Phrase.Of("The file is empty.")}</span></p>"""),
            Preview.Damaged => Html.Of($"""<p class="preview none"><span>{Phrase.Of("The stored content is damaged, and the server sends it to nobody. Uploading the same content again heals it.")}</span></p>"""),
            Preview.Picture => Html.Of($"""<p class="preview"><img src="{UrlOf(file, frame)}" alt="{Shown.Plain(NameOf(file))}"></p>"""),
            Preview.Film => Html.Of($"""<p class="preview"><video src="{page}" controls preload="metadata"></video></p>"""),
            Preview.Sound => Html.Of($"""<p class="preview"><audio src="{page}" controls preload="metadata"></audio></p>"""),
            Preview.Pdf => Html.Of($"""<p class="preview"><iframe class="pages" src="{PdfPage.UrlOf(_document.Id)}" title="{Phrase.Of("Preview")}"></iframe></p><p class="hint"><a href="{PdfPage.UrlOf(_document.Id)}" target="_blank">{Phrase.Of("Open the pages in a window of their own")}</a></p>"""),
            Preview.Page => Html.Of($"""<p class="preview"><iframe src="{page}" title="{Phrase.Of("Preview")}" sandbox></iframe></p>"""),
            _ => Html.Of($"""<p class="preview none"><img src="{frame.Api}/id/{_document.Id}/@rendition/thumbnail" alt="" width="96" height="96"><span>{Phrase.Of("There is no preview of this type.")}</span></p>"""),
        };
    }

    private static Html Place(ShownFile file, PageFrame frame)
    {
        var explained = file.Explained!;
        var isInPlace = explained.Provider == file.Key.Provider;
        return Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Of("Where it lies")}</h2>
            <p class="hint">{Shown.Name(NameOf(file))}</p>
            <dl>
            <dt>{Phrase.Of("Provider")}</dt><dd><strong>{file.Key.Provider}</strong></dd>
            <dt>{Phrase.Of("Key")}</dt><dd><code class="long">{file.Key.Key}</code></dd>
            <dt>{Phrase.Of("Digest")}</dt><dd>{(file.Blob.Digest is { } digest ? Html.Of($"""<code class="long">{digest}</code>""") : Shown.Nothing)}</dd>
            <dt>{Phrase.Of("Why")}</dt><dd>{(isInPlace ? Html.None : Html.Of($"{Elsewhere(explained)} "))}{RuleWords.Decided(explained.Rule)}</dd>
            </dl>
            {(explained.Clauses.Count == 0 ? Html.None : Html.Of($"""<details><summary>{Phrase.Of("What each clause saw")}</summary><ul class="clauses">{explained.Clauses.Select(Clause)}</ul></details>"""))}
            {frame.Call("POST", "management/explain")}
            </section>
            """);
    }

    private static string Elsewhere(ExplainedBlob explained) =>
        Phrase.Of($"The rules choose “{explained.Provider}” by now. The content moves there when the document changes, or when a look at all documents finds it.");

    private static Html Clause(ExplainedClause clause) => Html.Of(
        $"""
        <li><code>{clause.Clause}</code> <span class="outcome">{Phrase.Of(clause.Outcome switch
        {
            ClauseOutcome.Matched => "matched",
            ClauseOutcome.Different => "different",
            ClauseOutcome.Missing => "no such property",
            _ => "not looked at",
        })}</span>{(clause.Value is null ? Html.None : Html.Of($""" <bdi class="value">{clause.Value}</bdi>"""))}</li>
        """);

    private Html Properties(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Properties")}</h2>
        <dl>
        <dt>{Phrase.Of("Type")}</dt><dd>{Shown.Name(_document.Type)}</dd>
        <dt>{Phrase.Of("Name")}</dt><dd>{Shown.Name(_document.Name)}</dd>
        {EditedProperty.All.Skip(1).Select(property => Text(Phrase.Of(property.Label), property.Name))}
        {Text(Phrase.Of("Created by"), "dc:creator")}
        <dt>{Phrase.Of("Created")}</dt><dd>{Shown.Time(_document.Properties.Get("dc:created") as DateTimeOffset?)}</dd>
        {Text(Phrase.Of("Changed by"), "dc:lastContributor")}
        <dt>{Phrase.Of("Changed")}</dt><dd>{Shown.Time(_document.Modified)}</dd>
        <dt>{Phrase.Of("State")}</dt><dd>{_document.State}</dd>
        <dt>{Phrase.Of("Id")}</dt><dd><code class="long">{_document.Id}</code></dd>
        </dl>
        {frame.Call("GET", $"id/{_document.Id}")}
        </section>
        """);

    private Html Text(string label, string property) =>
        _document.Properties.Get(property) is string { Length: > 0 } text ? Html.Of($"<dt>{label}</dt><dd class=\"text\">{Shown.Name(text)}</dd>") : Html.None;

    private Html History(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("History")}</h2>
        {(shown.History.Count == 0 ? Html.Of($"""<p class="hint">{Phrase.Of("Nothing happened yet.")}</p>""") : Html.Of($"""<ol class="history">{shown.History.Select(Entry)}</ol>"""))}
        {frame.Call("GET", $"id/{_document.Id}/@audit?pageSize=20")}
        </section>
        """);

    private static Html Entry(AuditEntry entry) => Html.Of(
        $"""
        <li><span class="event" title="{entry.EventId}">{EventText.Of(entry.EventId)}</span> <span class="who">{Phrase.Markup($"by {Shown.Name(entry.PrincipalName)}")}</span> {Shown.Time(entry.EventDate)}{(entry.Comment is { Length: > 0 } comment ? Html.Of($"<small>{Shown.Name(comment)}</small>") : Html.None)}</li>
        """);

    private string UrlOf(ShownFile file, PageFrame frame) => $"{frame.BasePath}/{DownloadUrl.Build(_document, file.Path, file.Blob)}";

    private static string NameOf(ShownFile file) => file.Blob.FileName is { Length: > 0 } name ? name : file.Path.ToString();
}
