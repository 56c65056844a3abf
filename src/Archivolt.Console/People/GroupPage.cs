using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>A group: its title, the users and groups in it, and the groups that it is in.</summary>
/// <param name="group">The group.</param>
/// <param name="list">Which of its users are shown.</param>
/// <param name="outcome">What came of a form.</param>
internal sealed class GroupPage(Group group, PeopleList list, Outcome outcome) : PeoplePage(outcome)
{
    private const int MostShown = 200;

    public override string Title => Phrase.Of($"Group {group.Name}");

    private string Rest => $"group/{Uri.EscapeDataString(group.Name)}";

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail(PeopleUrl.Groups, Phrase.Of("Groups"), group.Name)}
        <div class="heading"><h1>{Shown.Name(group.Name)}</h1><div class="actions"><a class="button danger" href="{PeopleUrl.OfGroup(group.Name, "/deletion")}">{Icon.Trash}{Phrase.Of("Delete")}</a></div></div>
        {Said}
        <div class="columns">
        <div>{Users(frame)}</div>
        <div>{Label(frame)}{Groups(frame)}</div>
        </div>
        """);

    private Html Users(PageFrame frame)
    {
        var found = group.Users.Where(name => list.Fits([name])).ToList();
        var page = found.Skip(list.Offset).Take(PeopleList.PageSize).ToList();
        return Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Count(group.Users.Count, "{0} user", "{0} users")}</h2>
            {Addition("/users", "user-name", Phrase.Of("Add a user"))}
            {(group.Users.Count > PeopleList.PageSize ? Search() : Html.None)}
            {(page.Count == 0 ? Html.Of($"""<p>{Phrase.Of(group.Users.Count == 0 ? "Nobody is in it by name." : "Nobody found.")}</p>""") : Html.Of($"""<ul class="names">{page.Select(name => Line(name, PeopleUrl.OfUser(name), "/users/removal"))}</ul>"""))}
            {list.Pages(PeopleUrl.OfGroup(group.Name) + "&", page.Count, found.Count > list.Offset + page.Count)}
            {frame.Call("PUT", "user/{name}")}
            </section>
            """);
    }

    private Html Search() => list.Search(PeopleUrl.Group, Phrase.Of("Search its users"), Html.Of($"""<input type="hidden" name="name" value="{group.Name}">"""));

    private Html Groups(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Count(group.Groups.Count, "{0} group in it", "{0} groups in it")}</h2>
        <p class="hint">{Phrase.Of("Whoever is in one of them is in this group too.")}</p>
        <ul class="names">{group.Groups.Take(MostShown).Select(name => Line(name, PeopleUrl.OfGroup(name), "/groups/removal"))}</ul>
        {(group.Groups.Count > MostShown ? Html.Of($"""<p class="hint">{Phrase.Of($"The first {MostShown} are shown.")}</p>""") : Html.None)}
        {Addition("/groups", "group-name", Phrase.Of("Add a group"))}
        {frame.Call("PUT", Rest)}
        </section>
        {(group.Parents.Count == 0 ? Html.None : Html.Of($"""<section class="card"><h2>{Phrase.Of("It is in")}</h2><ul class="names">{group.Parents.Take(MostShown).Select(name => Html.Of($"""<li><a href="{PeopleUrl.OfGroup(name)}">{Shown.Name(name)}</a></li>"""))}</ul>{frame.Call("GET", Rest)}</section>"""))}
        """);

    private Html Line(string name, string url, string action) => Html.Of(
        $"""
        <li><a href="{url}">{Shown.Name(name)}</a><form class="plain" method="post" action="{PeopleUrl.OfGroup(group.Name, action)}"><input type="hidden" name="{GroupEndpoints.MemberField}" value="{name}"><button class="quiet danger" type="submit" aria-label="{Phrase.Of($"Remove {Shown.Plain(name)}")}">{Phrase.Of("Remove")}</button></form></li>
        """);

    private Html Addition(string action, string id, string label) => Html.Of(
        $"""<form class="one-line" method="post" action="{PeopleUrl.OfGroup(group.Name, action)}"><label for="{id}">{label}</label><input id="{id}" name="{GroupEndpoints.MemberField}" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" required><button type="submit">{Phrase.Of("Add")}</button></form>""");

    private Html Label(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Title")}</h2>
        <form class="stacked" method="post" action="{PeopleUrl.OfGroup(group.Name, "/title")}">
        {Field(GroupEndpoints.TitleField, Phrase.Of("Title for people"), group.Label, Html.Of($""" maxlength="255" """))}
        <button type="submit">{Phrase.Of("Save")}</button>
        </form>
        {frame.Call("PUT", Rest)}
        </section>
        """);
}
