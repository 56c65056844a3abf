using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>Asks for what a new group needs.</summary>
/// <param name="name">The name that was entered.</param>
/// <param name="title">The title that was entered.</param>
/// <param name="outcome">Why it was refused.</param>
internal sealed class NewGroupPage(string name, string title, Outcome outcome) : PeoplePage(outcome)
{
    public override string Title => Phrase.Of("New group");

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail(PeopleUrl.Groups, Phrase.Of("Groups"), Title)}
        <div class="heading"><h1>{Title}</h1></div>
        {Said}
        <section class="card">
        <form class="stacked" method="post" action="{PeopleUrl.NewGroup}">
        {Field(GroupEndpoints.NameField, Phrase.Of("Name"), name, Html.Of($""" maxlength="128" autocapitalize="none" spellcheck="false" required"""))}
        {Field(GroupEndpoints.TitleField, Phrase.Of("Title (optional)"), title, Html.Of($""" maxlength="255" """))}
        <p class="hint">{Phrase.Of("Permissions name the group; a name cannot be changed. Users and groups are added on the group's page.")}</p>
        <button type="submit">{Phrase.Of("Create")}</button> <a class="button" href="{PeopleUrl.Groups}">{Phrase.Of("Cancel")}</a>
        </form>
        {frame.Call("POST", "group")}
        </section>
        """);
}
