using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>The form to choose the language of the pages in this browser.</summary>
internal static class LanguageCard
{
    /// <summary>The card.</summary>
    /// <param name="chosen">The language that was chosen; null where the page follows the browser.</param>
    public static Html Of(Language? chosen) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Language")}</h2>
        <form class="one-line" method="post" action="{ConsoleUrl.Account}/language"><label for="language">{Phrase.Of("Language of the pages in this browser")}</label><select id="language" name="{LanguageEndpoint.Field}">{Choice("", Phrase.Of("As the browser asks"), chosen is null)}{Language.All.Select(language => Choice(language.Tag, language.Name, language == chosen))}</select><button type="submit">{Phrase.Of("Use it")}</button></form>
        </section>
        """);

    private static Html Choice(string tag, string name, bool isChosen) => Html.Of($"""<option value="{tag}"{(isChosen ? Html.Of($" selected") : Html.None)}>{name}</option>""");
}
