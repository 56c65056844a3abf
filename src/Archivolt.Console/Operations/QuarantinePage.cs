using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Operations;

/// <summary>Damaged content, the documents that lose it, and its release.</summary>
/// <param name="cases">The first open cases, each with the places that hold the blob.</param>
/// <param name="total">How many there are.</param>
/// <param name="notice">What was done; null for nothing.</param>
/// <param name="problem">Why it was refused; null where it was not.</param>
internal sealed class QuarantinePage(IReadOnlyList<(QuarantinedBlob Blob, IReadOnlyList<DamagedDocument> Documents)> cases, long total, string? notice, string? problem) : OperationsPage
{
    public override string Title => Phrase.Of("Quarantine");

    public override int Status => problem is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;

    protected override string Address => ConsoleUrl.Quarantine;

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        {Said.Notice(notice)}{Said.Problem(problem)}
        <p class="hint">{Phrase.Of("This content was found damaged, and is served to nobody. Upload it again (by “archivolt put PROVIDER FILE” where the rules choose another provider by now), or restore its file from a backup; “Check again” then ends the case. Mirrored content heals by itself.")}</p>
        {(cases.Count == 0 ? Html.Of($"""<section class="empty">{Icon.Good}<h2>{Phrase.Of("Nothing is damaged")}</h2><p>{Phrase.Of("A scrub reads all content and puts here what it cannot heal.")}</p></section>""") : Html.None)}
        {(cases.Count < total ? Html.Of($"""<p>{Phrase.Of($"The first {cases.Count} of {total} are shown.")}</p>""") : Html.None)}
        {cases.Select(each => Case(each.Blob, each.Documents))}
        {frame.Call("GET", "management/quarantine")}
        """);

    private static Html Case(QuarantinedBlob blob, IReadOnlyList<DamagedDocument> documents)
    {
        var key = new BlobKey(blob.Provider, blob.Key).ToString();
        return Html.Of(
            $"""
            <section class="card"><h2><code class="key">{Shown.Name(key)}</code></h2>
            <p>{Shown.Name(blob.Detail)}</p>
            <dl><dt>{Phrase.Of("Found")}</dt><dd>{Shown.Time(blob.Found)}</dd><dt>{Phrase.Of("Size")}</dt><dd>{Shown.Size(blob.Length)}</dd></dl>
            {(documents.Count == 0 ? Html.Of($"""<p class="hint">{Phrase.Of("No document has it.")}</p>""") : Html.Of($"""<ul class="files">{documents.Select(Document)}</ul>"""))}
            <div class="actions">{Check(key)}{Accept(key)}</div>
            </section>
            """);
    }

    private static Html Document(DamagedDocument document) => Html.Of(
        $"""<li>{Icon.File}<span class="what">{(document.Path is { } path ? Html.Of($"""<a href="{ConsoleUrl.OfDocument(path)}">{Shown.Name(path)}</a>""") : Phrase.Markup($"a document that is gone"))}<small>{Shown.Name(document.XPath)}</small></span></li>""");

    private static Html Check(string key) => Html.Of(
        $"""<form class="plain" method="post" action="{ConsoleUrl.Quarantine}"><input type="hidden" name="{QuarantineEndpoints.KeyField}" value="{key}"><button type="submit" aria-label="{Phrase.Of($"Check again: {key}")}">{Phrase.Of("Check again")}</button></form>""");

    private static Html Accept(string key) => Html.Of(
        $"""
        <details class="menu"><summary class="button danger" aria-label="{Phrase.Of($"Accept the loss of {key}")}">{Phrase.Of("Accept the loss")}</summary>
        <form method="post" action="{ConsoleUrl.Quarantine}"><p>{Phrase.Of("The documents go on naming content that nobody can read. The damaged bytes stay where they are.")}</p><input type="hidden" name="{QuarantineEndpoints.KeyField}" value="{key}"><input type="hidden" name="{QuarantineEndpoints.AcceptField}" value="1"><button class="danger" type="submit">{Phrase.Of("It is lost")}</button></form></details>
        """);
}
