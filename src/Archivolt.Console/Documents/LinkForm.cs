using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Links a file that stays in somebody's account at a vendor.</summary>
internal static class LinkForm
{
    private const string Example = "https://drive.google.com/file/d/…";

    public static Html Of(Document folder) => Html.Of(
        $"""
        <details class="menu"><summary class="button">{Icon.File}{Phrase.Of("Link a file")}</summary>
        <form method="post" action="{ConsoleUrl.Links}/{folder.Id}">
        <label for="link-address">{Phrase.Of("Address of its page at the vendor")}</label><input id="link-address" name="{LinkEndpoint.Address}" type="url" maxlength="2000" required autocomplete="off" placeholder="{Example}">
        <label for="link-title">{Phrase.Of("Title here")}</label><input id="link-title" name="{LinkEndpoint.Title}" maxlength="{DocumentName.MaxLength}" required autocomplete="off">
        <p class="hint">{Phrase.Of("The file stays there. Whoever may not see it there sees this title only.")}</p>
        <button type="submit">{Phrase.Of("Link")}</button></form></details>
        """);
}
