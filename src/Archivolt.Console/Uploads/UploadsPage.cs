using Archivolt.Documents.Uploads;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Uploads;

/// <summary>Files on their way in, and those that nobody came back for.</summary>
/// <param name="uploads">The newest.</param>
/// <param name="now">When this was so.</param>
internal sealed class UploadsPage(IReadOnlyList<OpenUpload> uploads, DateTimeOffset now) : OperationsPage
{
    public override string Title => Phrase.Of("Uploads");

    protected override string Address => ConsoleUrl.Uploads;

    protected override IReadOnlyList<string> Scripts => ["live.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <p class="hint">{Phrase.Of("Files that were sent before their documents. Each upload lives on for a while after its last part; what nobody came back for by then is taken away by itself.")} {LivePart.Says}</p>
        {LivePart.Of(LiveRegions.Uploads, Table(uploads, now))}
        {frame.Call("GET", "management/upload-batches")}
        """);

    /// <summary>The uploads with what can be done to each.</summary>
    public static Html Table(IReadOnlyList<OpenUpload> uploads, DateTimeOffset now) => uploads.Count == 0
        ? Html.Of($"""<section class="empty">{Icon.Upload}<h2>{Phrase.Of("Nothing is being uploaded")}</h2><p>{Phrase.Of("And nothing waits for its document.")}</p></section>""")
        : Html.Of(
            $"""
            <section class="card">{(uploads.Count < UploadPages.MostShown ? Html.None : Html.Of($"<p>{Phrase.Of($"The newest {uploads.Count} are shown.")}</p>"))}
            <table class="keyed"><thead><tr><th scope="col">{Phrase.Of("Files")}</th><th scope="col">{Phrase.Of("Owner")}</th><th scope="col">{Phrase.Of("Age")}</th><th scope="col" class="number">{Phrase.Of("Arrived")}</th><th scope="col">{Phrase.Of("Expires")}</th><th scope="col"><span class="announce">{Phrase.Of("Actions")}</span></th></tr></thead><tbody>{uploads.Select(upload => Row(upload, now))}</tbody></table></section>
            """);

    private static Html Row(OpenUpload upload, DateTimeOffset now) => Html.Of(
        $"""
        <tr><th scope="row"><span>{Files(upload)}<small><code>{upload.Id}</code></small></span></th><td class="free" data-label="{Phrase.Of("Owner")}">{Shown.Name(upload.Owner)}</td><td data-label="{Phrase.Of("Age")}">{AgeOf(now - upload.Created)}</td><td class="number" data-label="{Phrase.Of("Arrived")}"><span>{Arrived(upload)}</span></td><td data-label="{Phrase.Of("Expires")}">{(upload.IsOver ? Phrase.Markup($"it is over, and is taken away") : Shown.Time(upload.Expires))}</td><td class="act">{(upload.IsOver ? Html.None : Drop(upload))}</td></tr>
        """);

    private static Html Files(OpenUpload upload) => upload switch
    {
        { Files: 0 } => Phrase.Markup($"no file yet"),
        { FileName: not null and var name } when upload.Files > 1 => Phrase.Markup($"{Shown.Name(name)} and {upload.Files - 1} more"),
        { FileName: not null and var name } => Shown.Name(name),
        _ => Html.Of($"{Phrase.Count(upload.Files, "{0} file without name", "{0} files without name")}"),
    };

    private static Html Arrived(OpenUpload upload) => Html.Of(
        $"{(upload is { IsOver: false, Announced: > 0 and var all } && upload.Arrived < all ? ProgressText.Bar(upload.Arrived, all) : Html.None)}{(upload.Announced is { } total ? Phrase.Markup($"{Shown.Size(upload.Arrived)} of {Shown.SizeText(total)}") : Shown.Size(upload.Arrived))}");

    // In minutes at least, so that the page does not change by the second.
    private static string AgeOf(TimeSpan age) => age < TimeSpan.FromMinutes(1) ? Phrase.Of("less than a minute") : Shown.TimeText(TimeSpan.FromMinutes(Math.Floor(age.TotalMinutes)));

    private static Html Drop(OpenUpload upload) => Html.Of(
        $"""
        <details class="menu"><summary class="button danger" aria-label="{Phrase.Of($"Drop the upload of {Shown.Plain(upload.Owner)}: {upload.Id}")}">{Phrase.Of("Drop")}</summary>
        <form method="post" action="{ConsoleUrl.Uploads}"><p>{Phrase.Of("What has arrived is thrown away. Its sender begins again.")}</p><input type="hidden" name="{UploadPages.BatchField}" value="{upload.Id}"><button class="danger" type="submit">{Phrase.Of("Drop it")}</button></form></details>
        """);
}
