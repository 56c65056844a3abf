using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Says above a document what people have to know before they change it.</summary>
internal static class StateBanner
{
    public static Html Of(Document document) => Html.Of($"{Version(document)}{Trashed(document)}{Locked(document)}");

    private static Html Trashed(Document document) => document.IsTrashed
        ? Html.Of($"""<p class="banner">{Icon.Trash}<span>{Phrase.Of("This is in the trash: neither its folder nor a search shows it. What lies in a folder is still found.")}</span></p>""")
        : Html.None;

    private static Html Version(Document document) => document.IsVersion
        ? Html.Of($"""<p class="banner">{Icon.Lock}<span>{Phrase.Markup($"This is version {Shown.Name(document.Name)} of {Head(document)} and cannot be edited.")}</span></p>""")
        : Html.None;

    private static Html Head(Document version) => Html.Of($"""<a href="{ConsoleUrl.OfDocument(RequestedDocument.ParentOf(version))}">{Shown.Name(version.Title)}</a>""");

    private static Html Locked(Document document) => document.Lock is { } held
        ? Html.Of($"""<p class="banner">{Icon.Lock}<span>{Phrase.Markup($"Locked by {Shown.Name(held.Owner)} since {Shown.Time(held.Created)}: nobody else but administrators changes it.")}</span></p>""")
        : Html.None;
}
