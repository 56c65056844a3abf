using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>Asks for what a new user needs. The password is not shown, and entered anew when something else was refused.</summary>
/// <param name="form">What was entered.</param>
/// <param name="groups">Names of groups to choose from.</param>
/// <param name="outcome">Why it was refused.</param>
internal sealed class NewUserPage(UserForm form, IReadOnlyList<string> groups, Outcome outcome) : PeoplePage(outcome)
{
    public override string Title => Phrase.Of("New user");

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail(PeopleUrl.Users, Phrase.Of("Users"), Title)}
        <div class="heading"><h1>{Title}</h1></div>
        {Said}
        <section class="card">
        <form class="stacked" method="post" action="{PeopleUrl.NewUser}">
        {Field(UserForm.NameField, Phrase.Of("Name to sign in with"), form.Name, Html.Of($""" maxlength="128" autocapitalize="none" spellcheck="false" required"""))}
        {Passwords}
        {Field(UserForm.GroupField, Phrase.Of("Group (optional)"), form.Group, Html.Of($""" list="groups" autocapitalize="none" spellcheck="false" """))}
        <datalist id="groups">{groups.Select(name => Html.Of($"""<option value="{name}"></option>"""))}</datalist>
        {UserForm.Known.Select(detail => Field(detail.Name, Phrase.Of(detail.Label), form.Details.GetValueOrDefault(detail.Name)))}
        <p class="hint">{Phrase.Of("Tell the password to the person in a way that you trust; no page shows it again. Everybody can change their own.")}</p>
        <button type="submit">{Phrase.Of("Create")}</button> <a class="button" href="{PeopleUrl.Users}">{Phrase.Of("Cancel")}</a>
        </form>
        {frame.Call("POST", "user")}
        </section>
        """);
}
