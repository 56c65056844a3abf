using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Tests;

/// <summary>What people do with their own account, and what nobody else does with it.</summary>
public sealed partial class AccountTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Account = "/console/account";
    private const string Foreign = "https://app.example.org";
    private const string NewPassword = "a new staple of theirs";

    private IUserStore Users => server.Get<IUserStore>();

    [Fact]
    public async Task The_name_in_the_frame_leads_to_the_account()
    {
        using var visitor = await NewAsync("anna");
        using var home = await visitor.Http.GetAsync("/console/documents");
        (await home.Content.ReadAsStringAsync()).ShouldContain($"href=\"{Account}\" aria-label=\"Account: anna\"");
        var page = await visitor.PageAsync(Account);
        page.ShouldContain("Account of <bdi>anna</bdi>");
        page.ShouldContain("You are signed in here and nowhere else.");
        // What only administrators may call is not offered to others.
        page.ShouldNotContain("management/");
        using var admin = await Visitor.SignedInAsync(server);
        var shown = await admin.PageAsync(Account);
        foreach (var call in (string[])["GET /nuxeo/api/v1/management/users/Administrator/tokens", "POST /nuxeo/api/v1/management/users/Administrator/tokens", "PUT /nuxeo/api/v1/management/users/Administrator/password"])
            shown.ShouldContain(call);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_leaves_this_one_and_the_tokens()
    {
        using var visitor = await NewAsync("berta");
        using var elsewhere = await Visitor.SignedInAsync(server, "berta");
        var (_, secret) = await Users.CreateTokenAsync("berta", "Backup");

        using var answer = await ChangeAsync(visitor, RunningServer.UserPassword, NewPassword, NewPassword);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await visitor.PageAsync(answer.Headers.Location!.OriginalString)).ShouldContain("The password is changed");

        (await StatusAsync(elsewhere, Account)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        (await Users.VerifyPasswordAsync("berta", RunningServer.UserPassword)).ShouldBeNull();
        (await Users.VerifyPasswordAsync("berta", NewPassword)).ShouldNotBeNull();
    }

    [Fact]
    public async Task No_sign_in_with_the_old_password_outlasts_a_change_of_it()
    {
        using var visitor = await NewAsync("bruno");
        var signingIn = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            using var other = new Visitor(server);
            HttpStatusCode status;
            do
            {
                using var answer = await other.SignInAsync("bruno", RunningServer.UserPassword);
                status = answer.StatusCode;
            }
            while (status == HttpStatusCode.SeeOther);
        })).ToArray();
        (await ChangeAsync(visitor, RunningServer.UserPassword, NewPassword, NewPassword)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await Task.WhenAll(signingIn);
        (await Users.ListTokensAsync("bruno")).ShouldHaveSingleItem();
        (await StatusAsync(visitor, Account)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_over_REST_is_no_session()
    {
        using var admin = server.Client();
        await server.CreateUserAsync("bert");
        using var answer = await admin.PostAsync("api/v1/management/users/bert/tokens", Json.Content(new { label = "Console session" }));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("application/x-www-form-urlencodedX")]
    public async Task A_form_of_another_type_is_refused_and_nothing_fails(string type)
    {
        using var visitor = await NewAsync($"bea-{Guid.NewGuid():n}");
        foreach (var url in (string[])["/console/sign-in", $"{Account}/tokens", $"{Account}/password", "/nuxeo/oauth2/token"])
        {
            using var form = new StringContent("a=b");
            form.Headers.Remove("Content-Type");
            form.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await visitor.SendAsync(HttpMethod.Post, url, form, ("Origin", visitor.Origin));
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("", NewPassword, NewPassword, HttpStatusCode.BadRequest, "Enter your current password.")]
    [InlineData("wrong", NewPassword, NewPassword, HttpStatusCode.Forbidden, "The current password is wrong.")]
    [InlineData(RunningServer.UserPassword, NewPassword, "another", HttpStatusCode.BadRequest, "not the same both times")]
    [InlineData(RunningServer.UserPassword, "", "", HttpStatusCode.BadRequest, "A password has at least 8 characters, and no control character.<")]
    [InlineData(RunningServer.UserPassword, "1234567", "1234567", HttpStatusCode.BadRequest, "A password has at least 8 characters, and no control character.<")]
    public async Task A_password_is_not_changed_without_the_current_one_and_a_good_new_one(string current, string password, string again, HttpStatusCode expected, string reason)
    {
        using var visitor = await NewAsync($"clara-{Guid.NewGuid():n}");
        using var answer = await ChangeAsync(visitor, current, password, again);
        answer.StatusCode.ShouldBe(expected);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("role=\"alert\"");
        page.ShouldContain(reason);
        page.ShouldNotContain(NewPassword);
        (await StatusAsync(visitor, Account)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_current_passwords_count_as_those_of_a_sign_in()
    {
        using var visitor = await NewAsync("dora");
        for (var number = 0; number < LoginThrottle.Free; number++)
        {
            using var answer = number % 2 == 0 ? await ChangeAsync(visitor, "wrong", NewPassword, NewPassword) : await MakeAsync(visitor, "Backup", "wrong");
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        server.Get<LoginThrottle>().VerifyAsync("dora", IPAddress.Loopback, () => Task.FromResult<string?>("right"), TestContext.Current.CancellationToken)
            .IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash()
    {
        using var visitor = await NewAsync("emma");
        using var answer = await MakeAsync(visitor, "Backup <b>", RunningServer.UserPassword);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var made = await answer.Content.ReadAsStringAsync();
        made.ShouldContain("never again");
        var secret = Secret().Match(made).Groups["secret"].Value;
        using var client = server.Client(user: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        (await (await client.GetAsync("api/v1/me")).JsonAsync()).Text("id").ShouldBe("emma");

        var page = await visitor.PageAsync(Account);
        page.ShouldContain("<bdi>Backup &lt;b&gt;</bdi>");
        page.ShouldNotContain(secret);
        (await Users.ListTokensAsync("emma")).Single(token => token.Label == "Backup <b>").Expires!.Value.ShouldBe(DateTimeOffset.UtcNow.AddDays(30), TimeSpan.FromMinutes(5));
        foreach (var file in Directory.EnumerateFiles(server.DataPath, "*", SearchOption.AllDirectories))
            (await ContainsAsync(file, secret)).ShouldBeFalse(file);
    }

    [Theory]
    [InlineData("", "30", RunningServer.UserPassword, HttpStatusCode.BadRequest)]
    [InlineData("two\nlines", "30", RunningServer.UserPassword, HttpStatusCode.BadRequest)]
    [InlineData("Console session", "30", RunningServer.UserPassword, HttpStatusCode.BadRequest)]
    [InlineData("Backup", "31", RunningServer.UserPassword, HttpStatusCode.BadRequest)]
    [InlineData("Backup", "30", "", HttpStatusCode.BadRequest)]
    [InlineData("Backup", "30", "wrong", HttpStatusCode.Forbidden)]
    public async Task No_token_is_made_without_a_name_an_end_and_the_password(string label, string expires, string password, HttpStatusCode expected)
    {
        var user = $"frida-{Guid.NewGuid():n}";
        using var visitor = await NewAsync(user);
        using var answer = await MakeAsync(visitor, label, password, expires);
        answer.StatusCode.ShouldBe(expected);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("role=\"alert\"");
        // Nobody enters the name twice.
        page.ShouldContain($"name=\"label\" value=\"{WebUtility.HtmlEncode(label).Replace("\n", "&#xA;", StringComparison.Ordinal)}\"");
        (await Users.ListTokensAsync(user)).ShouldHaveSingleItem().Label.ShouldBe("Console session");
    }

    [Fact]
    public async Task A_token_is_revoked_after_a_question()
    {
        using var visitor = await NewAsync("greta");
        var (token, secret) = await Users.CreateTokenAsync("greta", "Backup");
        var url = Revocation().Match(await visitor.PageAsync(Account)).Value;
        (await visitor.PageAsync(url)).ShouldContain("Revoke “<bdi>Backup</bdi>”?");
        (await Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        using var answer = await visitor.PostAsync(url);
        (await visitor.PageAsync(answer.Headers.Location!.OriginalString)).ShouldContain("The token is revoked.");
        (await Users.VerifyTokenAsync(secret)).ShouldBeNull();
        using var again = await visitor.PostAsync($"{Account}/tokens/{token.Id}/revocation");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_revokes_or_sees_a_token_of_somebody_else()
    {
        await server.CreateUserAsync("helga");
        var (token, secret) = await Users.CreateTokenAsync("helga", "Helgas backup");
        // Not even who may do so over REST: this page is about one's own.
        foreach (var visitor in (Visitor[])[await NewAsync("ida"), await Visitor.SignedInAsync(server)])
        {
            using var mine = visitor;
            (await visitor.PageAsync(Account)).ShouldNotContain("Helgas backup");
            var url = $"{Account}/tokens/{token.Id}/revocation";
            (await StatusAsync(visitor, url)).ShouldBe(HttpStatusCode.NotFound);
            using var answer = await visitor.PostAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        (await Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_and_no_token()
    {
        using var visitor = await NewAsync("jana");
        using var elsewhere = await Visitor.SignedInAsync(server, "jana");
        using var somebody = await NewAsync("karla");
        var (_, secret) = await Users.CreateTokenAsync("jana", "Backup");
        (await visitor.PageAsync(Account)).ShouldContain("1 more time");

        using var answer = await visitor.PostAsync($"{Account}/sessions/end");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        visitor.Session.ShouldBeNull();
        (await StatusAsync(elsewhere, Account)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(somebody, Account)).ShouldBe(HttpStatusCode.OK);
        (await Users.ListTokensAsync("jana")).ShouldHaveSingleItem().Label.ShouldBe("Backup");
        (await Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Origin", Foreign)]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("X-Nothing", "said")]
    public async Task A_foreign_page_changes_nothing_of_an_account(string header, string value)
    {
        var user = $"lena-{Guid.NewGuid():n}";
        using var visitor = await NewAsync(user);
        var (token, _) = await Users.CreateTokenAsync(user, "Backup");
        foreach (var url in (string[])[$"{Account}/password", $"{Account}/tokens", $"{Account}/tokens/{token.Id}/revocation", $"{Account}/sessions/end"])
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["current"] = RunningServer.UserPassword,
                ["new"] = NewPassword,
                ["again"] = NewPassword,
                ["label"] = "Theirs",
                ["expires"] = "30",
            });
            using var answer = await visitor.SendAsync(HttpMethod.Post, url, form, (header, value));
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
        }
        (await StatusAsync(visitor, Account)).ShouldBe(HttpStatusCode.OK);
        (await Users.ListTokensAsync(user)).Select(present => present.Label).ShouldBe(["Backup", "Console session"], ignoreOrder: true);
        (await Users.VerifyPasswordAsync(user, RunningServer.UserPassword)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Whoever_has_a_token_does_not_manage_the_account()
    {
        using var visitor = await NewAsync("maria");
        var (token, secret) = await Users.CreateTokenAsync("maria", "Application");
        foreach (var (header, value) in ((string, string)[])[("Authorization", $"Bearer {secret}"), ("Cookie", $"archivolt-session={secret}")])
        {
            using var stranger = new Visitor(server);
            using var shown = await stranger.SendAsync(HttpMethod.Get, Account, null, (header, value));
            shown.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            foreach (var url in (string[])[$"{Account}/sessions/end", $"{Account}/tokens/{token.Id}/revocation"])
            {
                using var answer = await stranger.SendAsync(HttpMethod.Post, url, null, (header, value), ("Origin", stranger.Origin));
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
            }
        }
        (await StatusAsync(visitor, Account)).ShouldBe(HttpStatusCode.OK);
        (await Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
    }

    private static Task<HttpResponseMessage> ChangeAsync(Visitor visitor, string current, string password, string again) =>
        visitor.PostAsync($"{Account}/password", new() { ["current"] = current, ["new"] = password, ["again"] = again });

    private static Task<HttpResponseMessage> MakeAsync(Visitor visitor, string label, string password, string expires = "30") =>
        visitor.PostAsync($"{Account}/tokens", new() { ["label"] = label, ["expires"] = expires, ["current"] = password });

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string url)
    {
        using var answer = await visitor.Http.GetAsync(url);
        return answer.StatusCode;
    }

    // The database is in use.
    private static async Task<bool> ContainsAsync(string file, string text)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return (await reader.ReadToEndAsync()).Contains(text, StringComparison.Ordinal);
    }

    private async Task<Visitor> NewAsync(string user)
    {
        await server.CreateUserAsync(user);
        return await Visitor.SignedInAsync(server, user);
    }

    [GeneratedRegex("<code id=\"secret\">(?<secret>[^<]+)</code>", RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();

    [GeneratedRegex("/console/account/tokens/[^\"]+/revocation")]
    private static partial Regex Revocation();
}
