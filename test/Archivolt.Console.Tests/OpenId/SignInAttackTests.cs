using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>The way back from the provider, taken by others, twice, or with what is not the provider's.</summary>
public sealed class SignInAttackTests : IAsyncLifetime
{
    private const string ClientId = "console";

    private int _exchanges;
    private ForgingProvider _provider = null!;
    private RunningServer _server = null!;
    private Uri _nuxeo = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ForgingProvider.StartAsync();
        _server = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_sign_in_shows_the_verifier_and_leads_to_the_page_that_was_asked_for()
    {
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor, "/console/operations");
        (asked["client_id"], asked["response_type"], asked["code_challenge_method"], asked["scope"]).ShouldBe((ClientId, "code", "S256", "openid profile email"));
        asked["redirect_uri"].ShouldBe($"{_nuxeo}site/openid/callback");
        _provider.IdToken = form =>
        {
            WebEncoders.Base64UrlEncode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))).ShouldBe(asked["code_challenge"]);
            (form["redirect_uri"].ToString(), form["code"].ToString()).ShouldBe((asked["redirect_uri"], "c/1"));
            return IdToken(asked);
        };
        using var answer = await ComeBackAsync(visitor, asked, code: "c/1");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        answer.Headers.GetValues("Refresh").ShouldBe(["0;url=/console/operations"]);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Single(cookie => cookie.StartsWith("archivolt-session=", StringComparison.Ordinal)).ShouldContain("samesite=strict");
        cookies.ShouldContain(cookie => cookie.StartsWith("archivolt-sign-in=;", StringComparison.Ordinal));
        (await visitor.PageAsync("/console/account")).ShouldContain("Account of mallory");

        using var over = await visitor.PostAsync("/console/sign-out");
        visitor.Session.ShouldBeNull();
        var end = new Uri(over.Headers.GetValues("Refresh").ShouldHaveSingleItem()["0;url=".Length..]);
        end.GetLeftPart(UriPartial.Path).ShouldBe($"{_provider.Issuer}/end");
        QueryHelpers.ParseQuery(end.Query)["post_logout_redirect_uri"].ToString().ShouldBe($"{_nuxeo}site/openid/signed-out");
    }

    [Fact]
    public async Task A_state_is_good_once_and_in_the_browser_that_began()
    {
        using var visitor = new Visitor(_server);
        using var stranger = new Visitor(_server);
        var (asked, strange) = (await BeginAsync(visitor), await BeginAsync(stranger));
        Accept(asked);
        // The state of another browser, and this one's with a part of another.
        foreach (var state in (string?[])[asked["state"], asked["state"] + "x", asked["state"].ToUpperInvariant(), "", null])
            await ShouldBeRefusedAsync(stranger, await ComeBackAsync(stranger, strange, state: state), HttpStatusCode.BadRequest, "belongs to no sign-in");
        _exchanges.ShouldBe(0);

        var kept = visitor.Cookies.GetCookies(_server.Address)["archivolt-sign-in"]!.Value;
        (await ComeBackAsync(visitor, asked)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = new Visitor(_server);
        await ShouldBeRefusedAsync(again, await ComeBackAsync(again, asked), HttpStatusCode.BadRequest, "belongs to no sign-in");
        // Also for whoever has a copy of the cookie, with a code that is new.
        using var copy = await again.SendAsync(HttpMethod.Get, CallbackOf(asked), null, ("Cookie", $"archivolt-sign-in={kept}"));
        await ShouldBeRefusedAsync(again, copy, HttpStatusCode.BadRequest, "completed before");
        _exchanges.ShouldBe(2);
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_in_our_words()
    {
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor);
        await ShouldBeRefusedAsync(visitor, await ComeBackAsync(visitor, asked), HttpStatusCode.BadRequest, "was used before");
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("aud", "api")]
    [InlineData("aud", "TWO")]
    [InlineData("azp", "another")]
    [InlineData("iss", "https://evil.example")]
    [InlineData("sub", null)]
    public async Task An_ID_token_of_another_sign_in_audience_or_issuer_is_refused(string claim, string? value)
    {
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor);
        Accept(asked, (claim, value == "TWO" ? new[] { ClientId, "api" } : value));
        await ShouldBeRefusedAsync(visitor, await ComeBackAsync(visitor, asked), HttpStatusCode.BadRequest, "");
    }

    [Fact]
    public async Task The_answer_of_another_provider_is_not_exchanged_at_this_one()
    {
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor);
        Accept(asked);
        await ShouldBeRefusedAsync(visitor, await ComeBackAsync(visitor, asked, further: "&iss=https%3A%2F%2Fevil.example"), HttpStatusCode.BadRequest, "not the identity provider's");
        _exchanges.ShouldBe(0);
        asked = await BeginAsync(visitor);
        Accept(asked);
        (await ComeBackAsync(visitor, asked, further: $"&iss={Uri.EscapeDataString(_provider.Issuer)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_provider_that_promises_its_name_is_held_to_it()
    {
        _provider.Further["authorization_response_iss_parameter_supported"] = true;
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor);
        Accept(asked);
        await ShouldBeRefusedAsync(visitor, await ComeBackAsync(visitor, asked), HttpStatusCode.BadRequest, "not the identity provider's");
    }

    [Theory]
    [InlineData("access_denied", HttpStatusCode.Forbidden)]
    [InlineData("server_error", HttpStatusCode.ServiceUnavailable)]
    [InlineData("invalid_scope", HttpStatusCode.ServiceUnavailable)]
    [InlineData("<img src=x onerror=alert(1)>", HttpStatusCode.BadRequest)]
    public async Task An_error_of_the_provider_is_told_in_our_words(string error, HttpStatusCode status)
    {
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor);
        using var answer = await visitor.Http.GetAsync($"/nuxeo/site/openid/callback?state={asked["state"]}&error={Uri.EscapeDataString(error)}&error_description=Call+0800-HOSTILE&error_uri=https://evil.example");
        var page = await ShouldBeRefusedAsync(visitor, answer, status, "role=\"alert\"");
        page.ShouldNotContain("HOSTILE");
        page.ShouldNotContain("evil.example");
        page.ShouldNotContain("onerror");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/console/..\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/nuxeo/api/v1/me")]
    public async Task A_sign_in_leads_to_no_other_place(string next)
    {
        using var visitor = new Visitor(_server);
        var asked = await BeginAsync(visitor, next);
        Accept(asked);
        using var answer = await ComeBackAsync(visitor, asked);
        answer.Headers.GetValues("Refresh").ShouldBe(["0;url=/console/documents"]);
    }

    [Fact]
    public async Task No_header_and_no_foreign_page_has_a_part_in_where_people_are_sent()
    {
        using var visitor = new Visitor(_server);
        using var foreign = await visitor.SendAsync(HttpMethod.Get, "/console/sign-in/provider", null, ("Sec-Fetch-Site", "cross-site"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var answer = await visitor.SendAsync(HttpMethod.Get, "/console/sign-in/provider", null, ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"));
        QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["redirect_uri"].ToString().ShouldBe($"{_nuxeo}site/openid/callback");
    }

    [Fact]
    public async Task Somebody_of_a_name_that_is_taken_comes_in_as_nobody()
    {
        await _server.CreateUserAsync("dora");
        foreach (var name in (string[])[RunningServer.Admin, "administrator", "dora", "DORA"])
        {
            using var visitor = new Visitor(_server);
            var asked = await BeginAsync(visitor);
            Accept(asked, ("preferred_username", name), ("email", "dora@example.org"), ("email_verified", true));
            await ShouldBeRefusedAsync(visitor, await ComeBackAsync(visitor, asked), HttpStatusCode.Forbidden, "another user");
        }
        (await _server.Get<IExternalIdentityStore>().ListAsync("dora")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_hangs_or_is_away_is_told_on_the_page_and_the_password_still_works()
    {
        await using var hasty = await StartAsync("--Archivolt:OpenIdConnect:WaitAtMost", "00:00:03");
        using var visitor = new Visitor(hasty);
        var asked = await BeginAsync(visitor);
        using var end = new CancellationTokenSource();
        _provider.Instead = _ => Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await ShouldBeRefusedAsync(visitor, await ComeBackAsync(visitor, asked), HttpStatusCode.ServiceUnavailable, "does not answer");
        await end.CancelAsync();

        await using var alone = await StartAsync("--Archivolt:OpenIdConnect:Authority", "http://127.0.0.1:1/");
        using var early = new Visitor(alone);
        using var away = await early.Http.GetAsync("/console/sign-in/provider");
        (await ShouldBeRefusedAsync(early, away, HttpStatusCode.ServiceUnavailable, "cannot be reached")).ShouldContain("id=\"password\"");
        (await early.SignInAsync(RunningServer.Admin, RunningServer.AdminPassword)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task The_password_can_be_hidden_with_a_way_back()
    {
        await using var only = await StartAsync("--Archivolt:OpenIdConnect:Only", "true");
        using var visitor = new Visitor(only);
        using var asked = await visitor.Http.GetAsync("/console/documents");
        var page = await asked.Content.ReadAsStringAsync();
        page.ShouldContain("href=\"/console/sign-in/provider?next=%2Fconsole%2Fdocuments\"");
        page.ShouldNotContain("password");
        using var back = await visitor.Http.GetAsync("/console/sign-in?with=password");
        (await back.Content.ReadAsStringAsync()).ShouldContain("id=\"password\"");
        using var wrong = await visitor.SignInAsync(RunningServer.Admin, "wrong");
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("id=\"password\"");
        (await visitor.SignInAsync(RunningServer.Admin, RunningServer.AdminPassword)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        // Who came by a password signs out here alone.
        using var over = await visitor.PostAsync("/console/sign-out");
        over.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Without_the_section_there_is_no_button_and_no_way()
    {
        await using var plain = await RunningServer.StartAsync();
        using var visitor = new Visitor(plain);
        using var form = await visitor.Http.GetAsync("/console/sign-in");
        (await form.Content.ReadAsStringAsync()).ShouldNotContain("provider");
        (await visitor.Http.GetAsync("/console/sign-in/provider")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var client = plain.Client(user: null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", _provider.Sign());
        (await client.GetAsync("api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _provider.Asked.ShouldBe(0);
    }

    private async Task<RunningServer> StartAsync(params string[] args)
    {
        var address = FreePort.Address();
        _nuxeo = new Uri(address, "nuxeo/");
        return await RunningServer.StartAsync(args:
        [
            "--urls", address.AbsoluteUri, "--Archivolt:PublicUrl", _nuxeo.AbsoluteUri, "--Archivolt:OpenIdConnect:Authority", _provider.Issuer, "--Archivolt:OpenIdConnect:ClientId", ClientId,
            "--Archivolt:OpenIdConnect:CreateUsers", "true", "--Archivolt:OpenIdConnect:WaitAtMost", "00:00:30", .. args,
        ]);
    }

    private static async Task<Dictionary<string, string>> BeginAsync(Visitor visitor, string next = "")
    {
        using var answer = await visitor.Http.GetAsync($"/console/sign-in/provider?next={Uri.EscapeDataString(next)}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return QueryHelpers.ParseQuery(answer.Headers.Location!.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    private void Accept(Dictionary<string, string> asked, params (string Name, object? Value)[] claims) => _provider.IdToken = _ =>
    {
        _exchanges++;
        return IdToken(asked, claims);
    };

    private string IdToken(Dictionary<string, string> asked, params (string Name, object? Value)[] claims)
    {
        Dictionary<string, object?> all = new() { ["aud"] = ClientId, ["nonce"] = asked["nonce"] };
        foreach (var (name, value) in claims)
            all[name] = value;
        return _provider.Sign(all);
    }

    private static Task<HttpResponseMessage> ComeBackAsync(Visitor visitor, Dictionary<string, string> asked, string code = "a-code", string further = "") =>
        visitor.SendAsync(HttpMethod.Get, CallbackOf(asked, asked["state"], code) + further, null, ("Sec-Fetch-Site", "cross-site"));

    private static Task<HttpResponseMessage> ComeBackAsync(Visitor visitor, Dictionary<string, string> asked, string? state) => visitor.Http.GetAsync(CallbackOf(asked, state));

    private static string CallbackOf(Dictionary<string, string> asked) => CallbackOf(asked, asked["state"]);

    private static string CallbackOf(Dictionary<string, string> asked, string? state, string code = "a-code") =>
        $"{new Uri(asked["redirect_uri"]).AbsolutePath}?code={Uri.EscapeDataString(code)}{(state is null ? "" : $"&state={Uri.EscapeDataString(state)}")}";

    private static async Task<string> ShouldBeRefusedAsync(Visitor visitor, HttpResponseMessage answer, HttpStatusCode status, string text)
    {
        using (answer)
        {
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            answer.StatusCode.ShouldBe(status, page);
            page.ShouldContain(text);
            visitor.Session.ShouldBeNull();
            return page;
        }
    }
}
