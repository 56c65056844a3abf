using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>The groups, by name.</summary>
/// <param name="list">Which of them.</param>
/// <param name="groups">They, and one more where there are more.</param>
/// <param name="notice">What was done.</param>
internal sealed class GroupsPage(PeopleList list, IReadOnlyList<Group> groups, string? notice) : PeoplePage(new Outcome(notice))
{
    public override string Title => Phrase.Of("Groups");

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <div class="heading"><h1>{Phrase.Of("Groups")}</h1><div class="actions"><a class="button primary" href="{PeopleUrl.NewGroup}">{Phrase.Of("New group")}</a></div></div>
        {Tabs(PeopleUrl.Groups)}
        {Said}
        {list.Search(PeopleUrl.Groups, Phrase.Of("Search groups"))}
        {(groups.Count == 0 ? Html.Of($"""<section class="empty">{Icon.User}<h2>{Phrase.Of("No group found")}</h2><p>{Phrase.Of("A search looks for a part of the name or the title.")}</p></section>""") : Table())}
        {list.Pages(PeopleUrl.Groups + "?", Math.Min(groups.Count, PeopleList.PageSize), groups.Count > PeopleList.PageSize)}
        {frame.Call("GET", "group/{name}")}
        """);

    private Html Table() => Html.Of(
        $"""
        <section class="card"><table class="people"><thead><tr><th scope="col">{Phrase.Of("Name")}</th><th scope="col">{Phrase.Of("Title")}</th></tr></thead><tbody>{groups.Take(PeopleList.PageSize).Select(group => Html.Of(
            $"""
            <tr><th scope="row"><a href="{PeopleUrl.OfGroup(group.Name)}">{Shown.Name(group.Name)}</a></th><td data-label="{Phrase.Of("Title")}">{Shown.Name(group.Label)}</td></tr>

            """))}</tbody></table></section>
        """);
}
