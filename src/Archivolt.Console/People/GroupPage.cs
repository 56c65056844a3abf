using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;

namespace Archivolt.WebConsole.People;

/// <summary>A group: its title, the users and groups in it, and the groups that it is in.</summary>
/// <param name="group">The group.</param>
/// <param name="list">Which of its users are shown.</param>
/// <param name="outcome">What came of a form.</param>
internal sealed class GroupPage(Group group, PeopleList list, Outcome outcome) : PeoplePage(outcome)
{
    private const int MostShown = 200;

    public override string Title => $"Group {group.Name}";

    private string Rest => $"group/{Uri.EscapeDataString(group.Name)}";

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail(PeopleUrl.Groups, "Groups", group.Name)}
        <div class="heading"><h1>{Shown.Name(group.Name)}</h1><div class="actions"><a class="button danger" href="{PeopleUrl.OfGroup(group.Name, "/deletion")}">{Icon.Trash}Delete</a></div></div>
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
            <section class="card"><h2>{Shown.Count(group.Users.Count, "user", "users")}</h2>
            {Addition("/users", "user-name", "Add a user")}
            {(group.Users.Count > PeopleList.PageSize ? Search() : Html.None)}
            {(page.Count == 0 ? Html.Of($"""<p>{(group.Users.Count == 0 ? "Nobody is in it by name." : "Nobody found.")}</p>""") : Html.Of($"""<ul class="names">{page.Select(name => Line(name, PeopleUrl.OfUser(name), "/users/removal"))}</ul>"""))}
            {list.Pages(PeopleUrl.OfGroup(group.Name) + "&", page.Count, found.Count > list.Offset + page.Count)}
            {frame.Call("PUT", "user/{name}")}
            </section>
            """);
    }

    private Html Search() => list.Search(PeopleUrl.Group, "Search its users", Html.Of($"""<input type="hidden" name="name" value="{group.Name}">"""));

    private Html Groups(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Shown.Count(group.Groups.Count, "group in it", "groups in it")}</h2>
        <p class="hint">Whoever is in one of them is in this group too.</p>
        <ul class="names">{group.Groups.Take(MostShown).Select(name => Line(name, PeopleUrl.OfGroup(name), "/groups/removal"))}</ul>
        {(group.Groups.Count > MostShown ? Html.Of($"""<p class="hint">The first {MostShown} are shown.</p>""") : Html.None)}
        {Addition("/groups", "group-name", "Add a group")}
        {frame.Call("PUT", Rest)}
        </section>
        {(group.Parents.Count == 0 ? Html.None : Html.Of($"""<section class="card"><h2>It is in</h2><ul class="names">{group.Parents.Take(MostShown).Select(name => Html.Of($"""<li><a href="{PeopleUrl.OfGroup(name)}">{Shown.Name(name)}</a></li>"""))}</ul>{frame.Call("GET", Rest)}</section>"""))}
        """);

    private Html Line(string name, string url, string action) => Html.Of(
        $"""
        <li><a href="{url}">{Shown.Name(name)}</a><form class="plain" method="post" action="{PeopleUrl.OfGroup(group.Name, action)}"><input type="hidden" name="{GroupEndpoints.MemberField}" value="{name}"><button class="quiet danger" type="submit" aria-label="Remove {Shown.Plain(name)}">Remove</button></form></li>
        """);

    private Html Addition(string action, string id, string label) => Html.Of(
        $"""<form class="one-line" method="post" action="{PeopleUrl.OfGroup(group.Name, action)}"><label for="{id}">{label}</label><input id="{id}" name="{GroupEndpoints.MemberField}" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" required><button type="submit">Add</button></form>""");

    private Html Label(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>Title</h2>
        <form class="stacked" method="post" action="{PeopleUrl.OfGroup(group.Name, "/title")}">
        {Field(GroupEndpoints.TitleField, "Title for people", group.Label, Html.Of($""" maxlength="255" """))}
        <button type="submit">Save</button>
        </form>
        {frame.Call("PUT", Rest)}
        </section>
        """);
}
