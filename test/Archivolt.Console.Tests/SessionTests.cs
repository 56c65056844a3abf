using System.Net;
using System.Net.Http.Json;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.Tests;

/// <summary>Signing in, what the cookie is good for, and signing out.</summary>
public sealed class SessionTests(SessionTests.Server fixture) : IClassFixture<SessionTests.Server>
{
    private const string Workspaces = "/nuxeo/api/v1/path/default-domain/workspaces";
    private const string Foreign = "https://app.example.org";

    private readonly RunningServer _server = fixture.Running;

    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    [InlineData("/console/documents")]
    [InlineData("/console/documents/default-domain/workspaces")]
    [InlineData("/console/operations")]
    [InlineData("/console/account")]
    public async Task Whoever_has_not_signed_in_is_shown_the_form_and_nothing_else(string url)
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.Http.GetAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ShouldBeEmpty();
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("action=\"/console/sign-in\"");
        page.ShouldContain($"name=\"next\" value=\"{url}\"");
        page.ShouldNotContain("<nav");
    }

    [Theory]
    [InlineData("/console/edits/x", "/console/account?sort=name", "value=\"/console/account?sort=name\"")]
    [InlineData("/console/account/tokens", "/console/account?done=saved&sort=a%20b", "value=\"/console/account?sort=a%20b\"")]
    [InlineData("/console/account/tokens", "/console/account?done=saved", "value=\"/console/account\"")]
    [InlineData("/console/account/tokens", "/elsewhere", null)]
    [InlineData("/console/account/tokens", null, null)]
    [InlineData("/console/sign-out", "/console/account", null)]
    public async Task A_form_that_was_refused_as_the_session_ended_leads_back_to_its_page(string url, string? page, string? next)
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.SendAsync(HttpMethod.Post, url, new FormUrlEncodedContent([]), ("Origin", visitor.Origin), ("Referer", page is null ? "" : visitor.Origin + page));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var form = await answer.Content.ReadAsStringAsync();
        if (next is null)
            form.ShouldNotContain("name=\"next\"");
        else
            form.ShouldContain($"name=\"next\" {next}");
    }

    [Fact]
    public async Task A_session_is_a_strict_cookie_that_scripts_cannot_read()
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.SignInAsync(RunningServer.Admin, RunningServer.AdminPassword, "/console/operations");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.ShouldBe("/console/operations");
        var terms = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().Split("; ").Skip(1).ToList();
        terms.ShouldBe(["max-age=43200", "path=/", "samesite=strict", "httponly"], ignoreOrder: true);
        (await visitor.PageAsync("/console/documents")).ShouldContain("Sign out");
    }

    [Fact]
    public async Task Behind_TLS_the_cookie_is_never_sent_in_the_clear()
    {
        using var visitor = new Visitor(_server);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = RunningServer.Admin, ["password"] = RunningServer.AdminPassword });
        using var answer = await visitor.SendAsync(HttpMethod.Post, "/console/sign-in", form, ("X-Forwarded-Proto", "https"));
        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().Split("; ").ShouldContain("secure");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(RunningServer.Admin, "wrong")]
    [InlineData("nobody", "wrong")]
    public async Task A_wrong_password_begins_no_session(string name, string password)
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.SignInAsync(name, password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("role=\"alert\"");
    }

    [Fact]
    public async Task A_foreign_page_signs_nobody_in()
    {
        using var visitor = new Visitor(_server);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = RunningServer.Admin, ["password"] = RunningServer.AdminPassword });
        using var answer = await visitor.SendAsync(HttpMethod.Post, "/console/sign-in", form, ("Origin", Foreign));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        visitor.Session.ShouldBeNull();
    }

    [Fact]
    public async Task A_link_to_a_file_leads_over_the_form_to_the_file()
    {
        var file = $"/nuxeo/nxfile/default/{(await _server.CreateAsync()).GetProperty("uid").GetString()}/note:note/a%20b.txt?inline=true";
        using var visitor = new Visitor(_server);
        using var asked = await visitor.SendAsync(HttpMethod.Get, file, content: null, ("Accept", "text/html,*/*;q=0.8"));
        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        asked.Headers.WwwAuthenticate.ShouldBeEmpty();
        (await asked.Content.ReadAsStringAsync()).ShouldContain($"name=\"next\" value=\"{file}\"");
        using var answer = await visitor.SignInAsync(RunningServer.Admin, RunningServer.AdminPassword, file);
        answer.Headers.Location!.OriginalString.ShouldBe(file);
    }

    [Fact]
    public async Task A_link_to_a_file_that_is_not_for_everybody_leads_over_the_form_too()
    {
        await using var open = await RunningServer.StartAsync(args: ["--Archivolt:Anonymous", "true"]);
        var file = $"/nuxeo/nxfile/default/{(await open.CreateAsync()).GetProperty("uid").GetString()}/file:content";
        using var visitor = new Visitor(open);
        using var asked = await visitor.SendAsync(HttpMethod.Get, file, content: null, ("Accept", "text/html"));
        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await asked.Content.ReadAsStringAsync()).ShouldContain($"name=\"next\" value=\"{file}\"");
    }

    [Theory]
    [InlineData("Accept", "*/*")]
    [InlineData("Sec-Fetch-Dest", "image")]
    [InlineData("X-No-Basic-Header", "true")]
    [InlineData("X-Authentication-Token", "")]
    public async Task Whatever_is_no_page_of_a_browser_is_not_shown_the_form_for_a_file(string name, string value)
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.SendAsync(HttpMethod.Get, "/nuxeo/nxfile/default/x", content: null, (name, value), name == "Accept" ? ("X-Any", "") : ("Accept", "text/html"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("/console/documents/default-domain")]
    [InlineData("/nuxeo/nxfile/default/x/file:content")]
    public async Task A_link_on_another_site_does_not_ask_who_is_signed_in_to_sign_in_again(string url)
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.SendAsync(HttpMethod.Get, url, content: null, ("Accept", "text/html"), ("Sec-Fetch-Site", "cross-site"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        // This time the browser sends the cookie.
        answer.Headers.GetValues("Refresh").ShouldHaveSingleItem().ShouldBe($"0;url={url}");
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("//example.org/")]
    [InlineData("/nuxeo/nxfile\\..\\\\example.org")]
    [InlineData("/nuxeo/api/v1/me")]
    [InlineData("/console\\..\\\\example.org")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/console/é")]
    [InlineData("/console/a\r\nX: y")]
    public async Task A_sign_in_leads_to_no_other_server(string next)
    {
        using var visitor = new Visitor(_server);
        using var answer = await visitor.SignInAsync(RunningServer.Admin, RunningServer.AdminPassword, next);
        answer.Headers.Location!.OriginalString.ShouldBe("/console/documents");
    }

    [Theory]
    [InlineData("Origin", "OWN", HttpStatusCode.Created)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.Created)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    // Allowed for names and passwords, but not for sessions.
    [InlineData("Origin", Foreign, HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("X-Nothing", "said", HttpStatusCode.Forbidden)]
    public async Task A_change_with_the_cookie_comes_from_a_page_of_this_server(string header, string value, HttpStatusCode expected)
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        using var content = JsonContent.Create(new Dictionary<string, string> { ["entity-type"] = "document", ["type"] = "Folder", ["name"] = "made" });
        using var answer = await visitor.SendAsync(HttpMethod.Post, Workspaces, content, (header, value == "OWN" ? visitor.Origin : value));
        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_foreign_page_reads_nothing_with_the_cookie()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        using var answer = await visitor.SendAsync(HttpMethod.Get, Workspaces, null, ("Origin", Foreign));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var own = await visitor.SendAsync(HttpMethod.Get, Workspaces);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Other_credentials_win_over_the_cookie()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        using var wrong = await visitor.SendAsync(HttpMethod.Get, Workspaces, null, ("Authorization", "Bearer avt_unknown"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var client = _server.Client();
        client.DefaultRequestHeaders.Add("Cookie", "archivolt-session=avt_unknown");
        using var right = await client.GetAsync(Workspaces);
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_lets_no_application_act_for_the_person()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        using var token = await visitor.SendAsync(HttpMethod.Get, "/nuxeo/authentication/token?applicationName=a&deviceId=b&permission=rw");
        token.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var consent = await visitor.SendAsync(HttpMethod.Get, "/nuxeo/oauth2/authorize?client_id=a&response_type=code");
        consent.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Signing_in_and_out_is_in_the_audit()
    {
        await _server.CreateUserAsync("dora");
        using var visitor = new Visitor(_server);
        await visitor.SignInAsync("dora", RunningServer.UserPassword);
        using var answer = await visitor.PostAsync("/console/sign-out");
        var entries = await _server.Get<IAuditLog>().QueryAsync(new AuditQuery { PrincipalName = "dora" });
        entries.Select(entry => (entry.EventId, entry.Comment)).ShouldBe([(AccessEvents.SignedOut, "dora"), (AccessEvents.SignedIn, "dora")]);
        entries[0].Extended["tokenId"].ShouldBe(entries[1].Extended["tokenId"]);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_everywhere()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var secret = visitor.Session;
        using var foreign = await visitor.SendAsync(HttpMethod.Post, "/console/sign-out", null, ("Origin", Foreign));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var answer = await visitor.PostAsync("/console/sign-out");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        visitor.Session.ShouldBeNull();
        using var copy = await visitor.SendAsync(HttpMethod.Get, Workspaces, null, ("Cookie", $"archivolt-session={secret}"));
        copy.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_and_is_removed_when_the_person_signs_in_again()
    {
        var users = _server.Get<IUserStore>();
        await _server.CreateUserAsync("anna");
        await users.CreateTokenAsync("anna", "Backup script", fixture.Clock.GetUtcNow().AddHours(1));
        using var visitor = await Visitor.SignedInAsync(_server, "anna");
        (await users.ListTokensAsync("anna")).Select(token => token.Label).ShouldBe(["Backup script", "Console session"], ignoreOrder: true);
        var secret = visitor.Session;

        fixture.Clock.Advance(TimeSpan.FromHours(13));
        using var late = await visitor.SendAsync(HttpMethod.Get, "/console/documents", null, ("Cookie", $"archivolt-session={secret}"));
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await late.Content.ReadAsStringAsync()).ShouldContain("action=\"/console/sign-in\"");

        using var again = await Visitor.SignedInAsync(_server, "anna");
        var tokens = await users.ListTokensAsync("anna");
        // Only sessions are removed: what people made is theirs.
        tokens.Select(token => token.Label).ShouldBe(["Backup script", "Console session"], ignoreOrder: true);
        tokens.Single(token => token.Label == "Console session").Expires!.Value.ShouldBe(fixture.Clock.GetUtcNow().AddHours(12), TimeSpan.FromSeconds(1));
    }

    /// <summary>One server for the tests of this class; its clients' proxy is trusted and one origin allowed.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public Server() => Running = new(
            ["--Archivolt:AllowedOrigins:0", Foreign, "--Archivolt:TrustForwardedHeaders", "true"], builder => builder.Services.AddSingleton<TimeProvider>(Clock));

        internal TestClock Clock { get; } = new(DateTimeOffset.UtcNow);

        internal RunningServer Running { get; }

        public ValueTask InitializeAsync() => Running.InitializeAsync();

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
