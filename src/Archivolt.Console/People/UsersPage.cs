using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>The users, by name.</summary>
/// <param name="list">Which of them.</param>
/// <param name="users">They, and one more where there are more.</param>
/// <param name="notice">What was done.</param>
internal sealed class UsersPage(PeopleList list, IReadOnlyList<User> users, string? notice) : PeoplePage(new Outcome(notice))
{
    private const int MostGroups = 5;

    public override string Title => Phrase.Of("Users");

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <div class="heading"><h1>{Phrase.Of("Users")}</h1><div class="actions"><a class="button primary" href="{PeopleUrl.NewUser}">{Phrase.Of("New user")}</a></div></div>
        {Tabs(PeopleUrl.Users)}
        {Said}
        {list.Search(PeopleUrl.Users, Phrase.Of("Search users"))}
        {(users.Count == 0 ? Html.Of($"""<section class="empty">{Icon.User}<h2>{Phrase.Of("Nobody found")}</h2><p>{Phrase.Of("A search looks for a part of the name, the first and last name, and the e-mail address.")}</p></section>""") : Table())}
        {list.Pages(PeopleUrl.Users + "?", Math.Min(users.Count, PeopleList.PageSize), users.Count > PeopleList.PageSize)}
        {frame.Call("GET", "management/users")}
        """);

    private Html Table() => Html.Of(
        $"""
        <section class="card"><table class="people"><thead><tr><th scope="col">{Phrase.Of("Name")}</th><th scope="col">{Phrase.Of("Called")}</th><th scope="col">{Phrase.Of("Groups")}</th><th scope="col" class="when">{Phrase.Of("Created")}</th></tr></thead><tbody>{users.Take(PeopleList.PageSize).Select(Row)}</tbody></table></section>
        """);

    private static Html Row(User user) => Html.Of(
        $"""
        <tr><th scope="row"><a href="{PeopleUrl.OfUser(user.Name)}">{Shown.Name(user.Name)}</a></th><td data-label="{Phrase.Of("Called")}"><span>{Called(user)}</span></td><td data-label="{Phrase.Of("Groups")}"><span>{GroupsOf(user)}</span></td><td data-label="{Phrase.Of("Created")}">{Shown.Time(user.Created)}</td></tr>

        """);

    private static Html Called(User user)
    {
        var name = string.Join(' ', new[] { user.Details.GetValueOrDefault("firstName"), user.Details.GetValueOrDefault("lastName") }.Where(part => !string.IsNullOrEmpty(part)));
        var email = user.Details.GetValueOrDefault("email") is { Length: > 0 } address ? Html.Of($"<small>{Shown.Name(address)}</small>") : Html.None;
        return name.Length == 0 && email.ToString().Length == 0 ? Shown.Nothing : Html.Of($"{Shown.Name(name)}{email}");
    }

    private static Html GroupsOf(User user)
    {
        if (user.Groups.Count == 0)
            return Shown.Nothing;
        var first = Html.Of($"{user.Groups.Take(MostGroups).Index().Select(group => Html.Of($"{(group.Index > 0 ? ", " : "")}{Shown.Name(group.Item)}"))}");
        return user.Groups.Count > MostGroups ? Phrase.Markup($"{first} and {user.Groups.Count - MostGroups} more") : first;
    }
}
