using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Takes a main file for a document. It needs no script, with which an upload shows its progress and goes on after a lost connection.</summary>
internal static class FileForm
{
    /// <summary>The form.</summary>
    /// <param name="document">The document.</param>
    /// <param name="place">Where its main file belongs.</param>
    /// <param name="hasFile">True where there is one already.</param>
    /// <param name="frame">The page's frame.</param>
    public static Html Of(Document document, PropertyPath place, bool hasFile, PageFrame frame) => Html.Of(
        $"""
        <section id="uploads" class="main-file" data-api="{frame.Api}" data-document="{document.Id}" data-property="{place.ToString()}" data-token="{document.ChangeToken}" data-done="{ConsoleUrl.OfDocument(document.Path)}?done={Outcome.Replaced}" aria-label="{Phrase.Of("File")}">
        <form class="file-form" method="post" enctype="multipart/form-data" action="{ConsoleUrl.Files}/{document.Id}?{FileEndpoints.TokenQuery}={Uri.EscapeDataString(document.ChangeToken)}">
        <label for="upload-files">{Phrase.Of(hasFile ? "Replace the file" : "Add a file")}</label>
        <input id="upload-files" name="file" type="file" required>
        <button type="submit">{Icon.Upload}{Phrase.Of("Upload")}</button>{(hasFile ? Html.Of($"""<a class="button quiet danger" href="{ConsoleUrl.Files}/{document.Id}/removal">{Phrase.Of("Remove the file")}</a>""") : Html.None)}
        </form>
        {UploadPanel.Of()}
        </section>
        """);
}
