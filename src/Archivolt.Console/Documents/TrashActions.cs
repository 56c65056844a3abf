using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>The buttons that take a document away: first into the trash, and from there for good.</summary>
internal static class TrashActions
{
    /// <summary>Those for a document, whose page shows them to those who may.</summary>
    public static Html Of(Document document) =>
        document.IsVersion ? Deletion(document)
        : document.IsTrashed ? Html.Of($"{Restoration(document, next: null)}{Deletion(document)}")
        : Html.Of($"""<form class="plain" method="post" action="{ConsoleUrl.Trash}/{document.Id}"><button type="submit">{Icon.Trash}{Phrase.Of("Move to trash")}</button></form>""");

    /// <summary>Those for a line of the trash.</summary>
    /// <param name="document">What is in it.</param>
    /// <param name="next">Where to go back to.</param>
    public static Html InTrash(Document document, string next) => Html.Of($"{Restoration(document, next)}{Deletion(document)}");

    private static Html Restoration(Document document, string? next) => Html.Of(
        $"""
        <form class="plain" method="post" action="{ConsoleUrl.Trash}/{document.Id}/restoration">{(next is null ? Html.None : Html.Of($"""<input type="hidden" name="{TrashEndpoints.NextField}" value="{next}">"""))}<button type="submit" aria-label="{Phrase.Of($"Restore {Shown.Plain(document.Title)}")}">{Phrase.Of("Restore")}</button></form>
        """);

    private static Html Deletion(Document document) => Html.Of(
        $"""
        <a class="button quiet danger" href="{ConsoleUrl.Deletions}/{document.Id}" aria-label="{Phrase.Of($"Delete {Shown.Plain(document.Title)}")}">{Icon.Trash}{Phrase.Of("Delete")}</a>
        """);
}
