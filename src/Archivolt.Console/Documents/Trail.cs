using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>The way from the root to a document, each step a link.</summary>
internal static class Trail
{
    /// <summary>The way to a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="isHere">False where the page is about something of the document, and the last step a link too.</param>
    public static Html Of(Document document, bool isHere = true)
    {
        var names = document.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var steps = names.Select((name, index) => Step("/" + string.Join('/', names[..(index + 1)]), name, isHere && index == names.Length - 1));
        return Html.Of($"""<nav class="trail" aria-label="{Phrase.Of("Path")}"><ol>{Step("/", Phrase.Of("Documents"), isHere && names.Length == 0)}{steps}</ol></nav>""");
    }

    private static Html Step(string path, string name, bool isLast) => isLast
        ? Html.Of($"""<li aria-current="page">{Shown.Name(name)}</li>""")
        : Html.Of($"""<li><a href="{ConsoleUrl.OfDocument(path)}">{Shown.Name(name)}</a></li>""");
}
