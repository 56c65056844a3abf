using System.Globalization;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.People;

/// <summary>Which part of a list is shown.</summary>
/// <param name="Text">What names have in them; empty for all.</param>
/// <param name="Page">Number of the page, from 0.</param>
internal sealed record PeopleList(string Text, int Page)
{
    public const int PageSize = 50;

    private const int MaxPage = 2000;
    private const int MaxLength = 200;

    public int Offset => Page * PageSize;

    public static PeopleList Of(HttpRequest request)
    {
        var text = request.Query["q"].ToString().Trim();
        var page = int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxPage ? number : 0;
        return new PeopleList(text.Length > MaxLength || text.Any(char.IsControl) ? "" : text, page);
    }

    /// <summary>True for a name or another text that has the text in it, in any letter case.</summary>
    public bool Fits(IEnumerable<string> texts) => Text.Length == 0 || texts.Any(text => text.Contains(Text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The field that asks for a text.</summary>
    /// <param name="address">The list.</param>
    /// <param name="label">What is searched.</param>
    /// <param name="fields">Fields that are sent with it.</param>
    public Html Search(string address, string label, Html fields = default) => Html.Of(
        $"""<form class="one-line find" method="get" action="{address}" role="search" aria-label="{label}">{fields}<label for="q">{label}</label><input id="q" name="q" type="search" value="{Text}" maxlength="{MaxLength}" autocomplete="off"><button type="submit">{Phrase.Of("Search")}</button></form>""");

    /// <summary>Links to the pages beside this one.</summary>
    /// <param name="address">The list, with the beginning of its query.</param>
    /// <param name="shown">How many are shown.</param>
    /// <param name="hasMore">True where there are more.</param>
    public Html Pages(string address, int shown, bool hasMore)
    {
        if (Page == 0 && !hasMore)
            return Html.None;
        var range = shown == 0 ? "" : string.Create(Language.Current.Numbers, $"{Offset + 1:N0}–{Offset + shown:N0}");
        return Html.Of(
            $"""<nav class="pages" aria-label="{Phrase.Of("Pages")}">{(Page > 0 ? Link(address, Page - 1, "prev", Phrase.Of("Previous")) : Html.None)}<span>{range}</span>{(hasMore ? Link(address, Page + 1, "next", Phrase.Of("Next")) : Html.None)}</nav>""");
    }

    private Html Link(string address, int page, string relation, string text) => Html.Of(
        $"""<a class="button" rel="{relation}" href="{address}{(Text.Length == 0 ? "" : $"q={Uri.EscapeDataString(Text)}&")}page={page}">{text}</a>""");
}
