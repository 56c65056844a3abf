using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;

namespace Archivolt.WebConsole.People;

/// <summary>Asks for what a new group needs.</summary>
/// <param name="name">The name that was entered.</param>
/// <param name="title">The title that was entered.</param>
/// <param name="outcome">Why it was refused.</param>
internal sealed class NewGroupPage(string name, string title, Outcome outcome) : PeoplePage(outcome)
{
    public override string Title => "New group";

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail(PeopleUrl.Groups, "Groups", Title)}
        <div class="heading"><h1>New group</h1></div>
        {Said}
        <section class="card">
        <form class="stacked" method="post" action="{PeopleUrl.NewGroup}">
        {Field(GroupEndpoints.NameField, "Name", name, Html.Of($""" maxlength="128" autocapitalize="none" spellcheck="false" required"""))}
        {Field(GroupEndpoints.TitleField, "Title (optional)", title, Html.Of($""" maxlength="255" """))}
        <p class="hint">Permissions name the group; a name cannot be changed. Users and groups are added on the group's page.</p>
        <button type="submit">Create</button> <a class="button" href="{PeopleUrl.Groups}">Cancel</a>
        </form>
        {frame.Call("POST", "group")}
        </section>
        """);
}
