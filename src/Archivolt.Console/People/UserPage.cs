using Archivolt.Documents.Access;
using Archivolt.WebConsole.Account;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>A user: details, groups, password, tokens, sessions.</summary>
/// <param name="user">The user.</param>
/// <param name="form">The form for the details.</param>
/// <param name="tokens">Tokens and sessions, the newest first.</param>
/// <param name="groups">Names of groups to choose from.</param>
/// <param name="now">When it was looked at.</param>
/// <param name="outcome">What came of a form.</param>
internal sealed class UserPage(User user, UserForm form, IReadOnlyList<AccessToken> tokens, IReadOnlyList<string> groups, DateTimeOffset now, Outcome outcome) : PeoplePage(outcome)
{
    private const int MostShown = 200;

    public override string Title => Phrase.Of($"User {user.Name}");

    private string Rest => $"user/{Uri.EscapeDataString(user.Name)}";

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail(PeopleUrl.Users, Phrase.Of("Users"), user.Name)}
        <div class="heading"><h1>{Shown.Name(user.Name)}</h1><div class="actions"><a class="button danger" href="{PeopleUrl.OfUser(user.Name, "/deletion")}">{Icon.Trash}{Phrase.Of("Delete")}</a></div></div>
        {Said}
        <div class="columns">
        <div>{Groups(frame)}{Tokens(frame)}{Sessions(frame)}</div>
        <div>{Details(frame)}{Password(frame)}</div>
        </div>
        """);

    private Html Groups(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Groups")}</h2>
        {(user.Groups.Count == 0 ? Html.Of($"""<p>{Phrase.Of("In no group. Unless somebody changed that, those in “members” may read all documents; nobody else does without an entry under a document’s permissions.")}</p>""") : Html.Of($"""<ul class="names">{user.Groups.Take(MostShown).Select(Group)}</ul>"""))}
        <form class="one-line" method="post" action="{PeopleUrl.OfUser(user.Name, "/groups")}"><label for="group">{Phrase.Of("Add to a group")}</label><input id="group" name="{UserForm.GroupField}" list="groups" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" required><datalist id="groups">{groups.Select(name => Html.Of($"""<option value="{name}"></option>"""))}</datalist><button type="submit">{Phrase.Of("Add")}</button></form>
        {frame.Call("PUT", Rest)}
        </section>
        """);

    private Html Group(string name) => Html.Of(
        $"""
        <li><a href="{PeopleUrl.OfGroup(name)}">{Shown.Name(name)}</a><form class="plain" method="post" action="{PeopleUrl.OfUser(user.Name, "/groups/removal")}"><input type="hidden" name="{UserForm.GroupField}" value="{name}"><button class="quiet danger" type="submit" aria-label="{Phrase.Of($"Remove from {Shown.Plain(name)}")}">{Phrase.Of("Remove")}</button></form></li>
        """);

    private Html Tokens(PageFrame frame)
    {
        var own = tokens.Where(token => !token.IsSession).ToList();
        return Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Of("Tokens")}</h2>
            {(own.Count == 0 ? Html.Of($"""<p>{Phrase.Of("There are no tokens.")}</p>""") : Html.Of(
                $"""
                <table class="tokens"><thead><tr><th scope="col">{Phrase.Of("Name")}</th><th scope="col">{Phrase.Of("Made")}</th><th scope="col">{Phrase.Of("Expires")}</th><th scope="col"><span class="announce">{Phrase.Of("Revoke")}</span></th></tr></thead><tbody>{own.Take(MostShown).Select(Token)}</tbody></table>
                """))}
            {(own.Count > MostShown ? Html.Of($"""<p class="hint">{Phrase.Of($"The newest {MostShown} of {own.Count} are shown.")}</p>""") : Html.None)}
            {frame.Call("GET", $"management/users/{Uri.EscapeDataString(user.Name)}/tokens")}
            </section>
            """);
    }

    private Html Token(AccessToken token) => Html.Of(
        $"""
        <tr><th scope="row">{Shown.Name(AccountPage.NameOf(token))}</th><td data-label="{Phrase.Of("Made")}">{Shown.Time(token.Created)}</td><td data-label="{Phrase.Of("Expires")}">{TokenExpiry.Of(token, now)}</td><td class="number"><a class="button quiet danger" href="{PeopleUrl.OfUser(user.Name, "/revocation")}&id={Uri.EscapeDataString(token.Id)}" aria-label="{Phrase.Of($"Revoke {Shown.Plain(AccountPage.NameOf(token))}")}">{Phrase.Of("Revoke")}</a></td></tr>

        """);

    private Html Sessions(PageFrame frame)
    {
        var open = tokens.Where(token => token.IsSession && (token.Expires is null || token.Expires > now)).ToList();
        return Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Of("Sessions")}</h2>
            {(open.Count == 0 ? Html.Of($"""<p>{Phrase.Of("The user is signed in nowhere.")}</p>""") : Html.Of(
                $"""
                <p>{Phrase.Markup($"Signed in {Phrase.Count(open.Count, "{0} time", "{0} times")}, last {Shown.Time(open[0].Created)}.")}</p>
                <form method="post" action="{PeopleUrl.OfUser(user.Name, "/sessions/end")}"><button class="danger" type="submit">{Phrase.Of("End all sessions")}</button></form>
                """))}
            {frame.Call("DELETE", "management/tokens/{id}")}
            </section>
            """);
    }

    private Html Details(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Details")}</h2>
        <form class="stacked" method="post" action="{PeopleUrl.OfUser(user.Name, "/details")}">
        {UserForm.Known.Select(detail => Field(detail.Name, Phrase.Of(detail.Label), form.Details.GetValueOrDefault(detail.Name)))}
        <button type="submit">{Phrase.Of("Save")}</button>
        </form>
        <p class="hint">{Phrase.Markup($"Created {Shown.Time(user.Created)}")}</p>
        {frame.Call("PUT", Rest)}
        </section>
        """);

    private Html Password(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Set the password")}</h2>
        <form class="stacked" method="post" action="{PeopleUrl.OfUser(user.Name, "/password")}">
        {Passwords}
        <p class="hint">{Phrase.Of("The user's sessions end. Tokens go on until somebody revokes them.")}</p>
        <button type="submit">{Phrase.Of("Set password")}</button>
        </form>
        {frame.Call("PUT", $"management/users/{Uri.EscapeDataString(user.Name)}/password")}
        </section>
        """);
}
