using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Tests;

/// <summary>Users and groups on pages, without script.</summary>
public sealed class PeopleTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Password = "a horse of another colour";

    private static readonly string[] Pages = ["/console/people", "/console/people/new-user", "/console/people/user?name=Administrator", "/console/people/groups", "/console/people/new-group", "/console/people/group?name=members"];

    private IUserStore Users => server.Get<IUserStore>();

    private IGroupStore Groups => server.Get<IGroupStore>();

    [Fact]
    public async Task Only_administrators_see_and_change_them_and_no_other_origin_does()
    {
        var name = await UserAsync();
        using var visitor = await Visitor.SignedInAsync(server, name);
        (await visitor.PageAsync("/console/account")).ShouldNotContain("/console/people");
        foreach (var url in Pages)
            (await visitor.Http.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
        (await visitor.PostAsync($"/console/people/user/groups?name={name}", new() { ["group"] = "administrators" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.PostAsync("/console/people/user/password?name=Administrator", new() { ["password"] = "x", ["again"] = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Users.FindAsync(name))!.Groups.ShouldBeEmpty();
        using var administrator = await Visitor.SignedInAsync(server);
        using var foreign = await administrator.SendAsync(HttpMethod.Post, $"/console/people/user/groups?name={name}", new FormUrlEncodedContent([new("group", "administrators")]), ("Origin", "https://elsewhere.example"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Users.FindAsync(name))!.Groups.ShouldBeEmpty();
        foreach (var url in Pages)
            (await administrator.PageAsync(url)).ShouldContain("/nuxeo/api/v1/");
    }

    [Fact]
    public async Task A_user_is_created_signs_in_and_is_found_by_name_and_address()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var name = $"o'brien <b>\"&{Guid.NewGuid():n}";
        var page = await SendAsync(visitor, "/console/people/new-user", new()
        {
            ["user"] = name,
            ["password"] = Password,
            ["again"] = Password,
            ["group"] = "members",
            ["firstName"] = "Flann",
            ["lastName"] = "O'Brien",
            ["email"] = $"{name[^9..]}@example.org",
        });
        page.ShouldContain("The user is created");
        page.ShouldNotContain(Password);
        page.ShouldNotContain("<b>\"&");
        var user = (await Users.FindAsync(name))!;
        user.Groups.ShouldBe(["members"]);
        user.Details["firstName"].ShouldBe("Flann");
        using var own = new Visitor(server);
        (await own.SignInAsync(name, Password)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        foreach (var sought in (string[])[name.ToUpperInvariant(), $"{name[^9..]}@", "flann o'b"])
            WebUtility.HtmlDecode(await visitor.PageAsync($"/console/people?q={Uri.EscapeDataString(sought)}")).ShouldContain($"<bdi>{name}</bdi>");
        (await visitor.PageAsync("/console/people?q=%00nobody-at-all")).ShouldContain("Administrator");
        (await visitor.PageAsync("/console/people?q=nobody-at-all")).ShouldContain("Nobody found");
        (await visitor.PageAsync("/console/people?page=2000")).ShouldContain("Previous");
    }

    [Theory]
    [InlineData("", Password, Password, "", "A user name has 1 to 128 characters")]
    [InlineData("a:b", Password, Password, "", "no colon")]
    [InlineData("Administrator", Password, Password, "", "There is a user 'Administrator' already.")]
    [InlineData("members", Password, Password, "", "There is a group 'members', and the user would have its permissions")]
    [InlineData("new", Password, "y", "", "was not the same both times")]
    [InlineData("new", "", "", "", "A password has at least 8 characters, and no control character.")]
    [InlineData("new", "1234567", "1234567", "", "A password has at least 8 characters, and no control character.")]
    [InlineData("new", "12345678\t9", "12345678\t9", "", "A password has at least 8 characters, and no control character.")]
    [InlineData("new", Password, Password, "no such <group>", "There is no group 'no such <group>'; create it first.")]
    public async Task What_cannot_be_created_is_shown_again_with_the_reason_and_without_the_password(string name, string password, string again, string group, string reason)
    {
        using var visitor = await Visitor.SignedInAsync(server);
        using var answer = await visitor.PostAsync("/console/people/new-user", new() { ["user"] = name, ["password"] = password, ["again"] = again, ["group"] = group, ["firstName"] = "\"Fay\"" });
        ((int)answer.StatusCode).ShouldBeInRange(400, 409);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.ShouldContain(reason);
        page.ShouldContain("value=\"\"Fay\"\"");
        page.ShouldContain($"name=\"user\" value=\"{name}\"");
        page.ShouldNotContain("type=\"password\" value");
        foreach (var none in (string[])["new", "members"])
            (await Users.FindAsync(none)).ShouldBeNull();
    }

    [Fact]
    public async Task Details_groups_and_password_of_a_user_are_set()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var name = await UserAsync();
        await Users.UpdateAsync(name, groups: null, new Dictionary<string, string> { ["locale"] = "de", ["company"] = "Old" });
        (await SendAsync(visitor, Of(name, "/details"), new() { ["firstName"] = " Eve ", ["company"] = "" })).ShouldContain("The details are stored");
        (await Users.FindAsync(name))!.Details.ShouldBe(new Dictionary<string, string> { ["locale"] = "de", ["firstName"] = "Eve" }, ignoreOrder: true);
        using var tooLong = await visitor.PostAsync(Of(name, "/details"), new() { ["firstName"] = new string('x', 2000) });
        tooLong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await tooLong.Content.ReadAsStringAsync()).ShouldContain(new string('x', 2000));

        (await SendAsync(visitor, Of(name, "/groups"), new() { ["group"] = "members" })).ShouldContain("Remove from members");
        using var unknown = await visitor.PostAsync(Of(name, "/groups"), new() { ["group"] = "mmbers" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Users.FindAsync(name))!.Groups.ShouldBe(["members"]);
        (await SendAsync(visitor, Of(name, "/groups/removal"), new() { ["group"] = "members" })).ShouldContain("In no group");

        using var own = await Visitor.SignedInAsync(server, name);
        (await SendAsync(visitor, Of(name, "/password"), new() { ["password"] = Password, ["again"] = Password })).ShouldContain("The password is set");
        (await own.Http.GetAsync("/console/account")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await own.SignInAsync(name, Password)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var gone = await visitor.PostAsync(Of("nobody", "/password"), new() { ["password"] = Password, ["again"] = Password });
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_those_who_change_the_groups_of_a_user_at_the_same_time_none_takes_back_what_another_did()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var name = await UserAsync();
        var (old, added) = (new List<string>(), new List<string>());
        for (var number = 0; number < 10; number++)
        {
            old.Add((await Groups.CreateAsync(new Group($"old-{Guid.NewGuid():n}", "Old") { Users = [name] })).Name);
            added.Add((await Groups.CreateAsync(new Group($"new-{Guid.NewGuid():n}", "New"))).Name);
        }
        await Task.WhenAll([
            .. old.Select(group => SendAsync(visitor, Of(name, "/groups/removal"), new() { ["group"] = group })),
            .. added.Take(5).Select(group => SendAsync(visitor, Of(name, "/groups"), new() { ["group"] = group })),
            .. added.Skip(5).Select(group => SendAsync(visitor, OfGroup(group, "/users"), new() { ["member"] = name })),
        ]);
        (await Users.FindAsync(name))!.Groups.ShouldBe(added, ignoreOrder: true);
    }

    [Fact]
    public async Task Tokens_are_revoked_and_sessions_ended()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (name, other) = (await UserAsync(), await UserAsync());
        var (token, secret) = await Users.CreateTokenAsync(name, "<i>backup</i>");
        var (foreign, foreignSecret) = await Users.CreateTokenAsync(other, "theirs");
        using var own = await Visitor.SignedInAsync(server, name);
        var page = await visitor.PageAsync(Of(name));
        page.ShouldContain("&lt;i&gt;backup&lt;/i&gt;");
        page.ShouldContain("Signed in 1 time");
        page.ShouldNotContain(secret);
        (await visitor.PageAsync(Of(name, "/revocation") + $"&id={token.Id}")).ShouldContain("is refused from then on");
        (await SendAsync(visitor, Of(name, "/revocation") + $"&id={token.Id}", [])).ShouldContain("The token is revoked");
        (await Users.VerifyTokenAsync(secret)).ShouldBeNull();
        using var mistaken = await visitor.PostAsync(Of(name, "/revocation") + $"&id={foreign.Id}");
        mistaken.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Users.VerifyTokenAsync(foreignSecret)).ShouldNotBeNull();
        (await SendAsync(visitor, Of(name, "/sessions/end"), [])).ShouldContain("signed in nowhere");
        (await own.Http.GetAsync("/console/account")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_deletion_is_asked_about_and_the_only_administrator_stays()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var name = await UserAsync();
        await Users.CreateTokenAsync(name, "one");
        var question = await visitor.PageAsync(Of(name, "/deletion"));
        question.ShouldContain("With the user go 1 token and 0 sessions");
        (await SendAsync(visitor, Of(name, "/deletion"), [])).ShouldContain("The user is deleted");
        (await Users.FindAsync(name)).ShouldBeNull();

        foreach (var (url, fields) in (List<(string, Dictionary<string, string>)>)
        [
            (Of("Administrator", "/deletion"), []), (Of("Administrator", "/groups/removal"), new() { ["group"] = "administrators" }),
            ("/console/people/group/users/removal?name=administrators", new() { ["member"] = "Administrator" }),
        ])
        {
            using var refused = await visitor.PostAsync(url, fields);
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict, url);
            WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain("'Administrator' is the only administrator; create another one first");
        }
        using var needed = await visitor.PostAsync("/console/people/group/deletion?name=administrators");
        needed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        WebUtility.HtmlDecode(await needed.Content.ReadAsStringAsync()).ShouldContain("The group 'administrators' is needed to manage the server.");
    }

    [Fact]
    public async Task A_group_is_created_filled_renamed_and_deleted()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var name = $"a/b ?&\"<script>\u202E{Guid.NewGuid():n}";
        var user = await UserAsync();
        (await SendAsync(visitor, "/console/people/new-group", new() { ["group"] = name, ["title"] = "Editors" })).ShouldContain("The group is created");
        using var twice = await visitor.PostAsync("/console/people/new-group", new() { ["group"] = name, ["title"] = "Editors again" });
        twice.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await twice.Content.ReadAsStringAsync()).ShouldContain("value=\"Editors again\"");

        using var likeUser = await visitor.PostAsync("/console/people/new-group", new() { ["group"] = user });
        likeUser.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        WebUtility.HtmlDecode(await likeUser.Content.ReadAsStringAsync()).ShouldContain($"There is a user '{user}', and the group would have that user's permissions");

        (await SendAsync(visitor, OfGroup(name, "/users"), new() { ["member"] = user })).ShouldContain($"Remove {user}");
        (await SendAsync(visitor, OfGroup(name, "/groups"), new() { ["member"] = "members" })).ShouldContain("Remove members");
        var page = await SendAsync(visitor, OfGroup(name, "/title"), new() { ["title"] = "Writers" });
        page.ShouldContain("value=\"Writers\"");
        page.ShouldNotContain("<script>\u202E");
        page.ShouldNotContain("\u202E</bdi>");
        (await visitor.PageAsync("/console/people/groups?q=WRITERS")).ShouldContain("Writers");
        (await visitor.PageAsync(OfGroup("members"))).ShouldContain("It is in");
        foreach (var (action, member, reason) in (List<(string, string, string)>)[("/users", "nobody", "There is no user 'nobody'."), ("/groups", "none", "There is no group 'none'"), ("/groups", name, "A group is not put into itself.")])
        {
            using var refused = await visitor.PostAsync(OfGroup(name, action), new() { ["member"] = member });
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain(reason);
        }
        var group = (await Groups.FindAsync(name))!;
        group.Users.ShouldBe([user]);
        group.Groups.ShouldBe(["members"]);
        (await SendAsync(visitor, OfGroup(name, "/groups/removal"), new() { ["member"] = "members" })).ShouldContain("0 groups in it");
        (await visitor.PageAsync(OfGroup(name, "/deletion"))).ShouldContain("1 user and 0 groups in it stay");
        (await SendAsync(visitor, OfGroup(name, "/deletion"), [])).ShouldContain("The group is deleted");
        (await Groups.FindAsync(name)).ShouldBeNull();
        (await Users.FindAsync(user))!.Groups.ShouldBeEmpty();
    }

    private static string Of(string user, string action = "") => $"/console/people/user{action}?name={Uri.EscapeDataString(user)}";

    private static string OfGroup(string group, string action = "") => $"/console/people/group{action}?name={Uri.EscapeDataString(group)}";

    private static async Task<string> SendAsync(Visitor visitor, string url, Dictionary<string, string> fields)
    {
        using var answer = await visitor.PostAsync(url, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
    }

    private async Task<string> UserAsync()
    {
        var name = $"user-{Guid.NewGuid():n}";
        await server.CreateUserAsync(name);
        return name;
    }
}
