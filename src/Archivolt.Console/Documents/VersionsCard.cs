using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>The versions of a document, the newest first, and a form that makes one.</summary>
/// <param name="shown">The document.</param>
/// <param name="canWrite">True for whoever may make and restore them.</param>
internal sealed class VersionsCard(ShownDocument shown, bool canWrite)
{
    // The older ones wait behind a heading.
    private const int Newest = 5;

    public Html Of(PageFrame frame) => shown.Versions.Count == 0 && !shown.IsVersionable ? Html.None : Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Versions")}</h2>
        {(shown.Versions.Count == 0 ? Html.Of($"""<p class="hint">{Phrase.Of("There are none yet. A version keeps the document as it is now, with its files.")}</p>""") : List(frame))}
        {(canWrite && shown.IsVersionable ? Form() : Html.None)}
        {(canWrite && shown.IsVersionable ? frame.Call("POST", $"id/{shown.Document.Id}/@op/Document.CreateVersion") : frame.Call("POST", $"id/{shown.Document.Id}/@op/Document.GetVersions"))}
        </section>
        """);

    private Html List(PageFrame frame)
    {
        var (newest, older) = (shown.Versions.Take(Newest), shown.Versions.Skip(Newest).ToList());
        return Html.Of(
            $"""
            <ul class="versions">{newest.Select(version => Line(version, frame))}</ul>
            {(older.Count == 0 ? Html.None : Html.Of($"""<details><summary>{Phrase.Count(older.Count, "{0} older version", "{0} older versions")}</summary><ul class="versions">{older.Select(version => Line(version, frame))}</ul></details>"""))}
            """);
    }

    // A version has the creation time of its document, and is never changed after it was made.
    private Html Line(Document version, PageFrame frame) => Html.Of(
        $"""
        <li><span class="what"><a href="{ConsoleUrl.OfDocument(version.Path)}" aria-label="{Phrase.Of($"Version {Shown.Plain(version.Name)}")}">{Shown.Name(version.Name)}</a><small>{Phrase.Markup($"{Shown.Time(version.Modified)} by {Shown.Name(version.Properties.Get("dc:creator") as string)}")}</small></span>{Download(version, frame)}{(canWrite ? Html.Of($"""<a class="button quiet" href="{ConsoleUrl.Versions}/{version.Id}/restoration" aria-label="{Phrase.Of($"Restore version {Shown.Plain(version.Name)}")}">{Phrase.Of("Restore")}</a>""") : Html.None)}</li>
        """);

    private Html Download(Document version, PageFrame frame) => shown.MainPath is { } path && version.Properties.Get(path) is BlobInfo file
        ? Html.Of($"""<a class="button quiet" href="{frame.BasePath}/{DownloadUrl.Build(version, path, file)}" download aria-label="{Phrase.Of($"Download version {Shown.Plain(version.Name)}")}">{Icon.Download}</a>""")
        : Html.None;

    private Html Form() => Html.Of(
        $"""
        <form class="version-form" method="post" action="{ConsoleUrl.Versions}/{shown.Document.Id}"><input type="hidden" name="{EditForm.TokenField}" value="{shown.Document.ChangeToken}"><label for="increment">{Phrase.Of("Make a version")}</label><select id="increment" name="{VersionEndpoints.IncrementField}"><option value="minor" selected>{Phrase.Of("Minor: 0.1, 0.2, …")}</option><option value="{VersionEndpoints.Major}">{Phrase.Of("Major: 1.0, 2.0, …")}</option></select><button type="submit">{Phrase.Of("Make")}</button></form>
        """);
}
