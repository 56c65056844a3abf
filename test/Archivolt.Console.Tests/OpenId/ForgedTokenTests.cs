using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>Tokens that REST takes, and those that it does not. The provider is the attacker's.</summary>
public sealed class ForgedTokenTests : IAsyncLifetime
{
    private readonly TestClock _clock = new(DateTimeOffset.UtcNow);
    private ForgingProvider _provider = null!;
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ForgingProvider.StartAsync();
        _server = await StartAsync("--Archivolt:OpenIdConnect:CreateUsers", "true");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task A_token_of_the_provider_is_taken_and_keys_are_asked_for_once(string algorithm)
    {
        for (var i = 0; i < 3; i++)
            (await NameAsync(_provider.Sign(alg: algorithm))).ShouldBe("mallory");
        // Whatever the name is by now.
        (await NameAsync(_provider.Sign(new() { ["preferred_username"] = RunningServer.Admin }))).ShouldBe("mallory");
        (await NameAsync(_provider.Sign(kid: null))).ShouldBe("mallory");
        (await NameAsync(_provider.Sign(new() { ["aud"] = new[] { "other", "api" } }, header: new() { ["typ"] = "at+jwt" }))).ShouldBe("mallory");
        _provider.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_wrong_at_sight_is_refused_without_asking_the_provider()
    {
        var pem = Encoding.UTF8.GetBytes(_provider.Keys["first"].ExportSubjectPublicKeyInfoPem());
        var der = _provider.Keys["first"].ExportSubjectPublicKeyInfo();
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var token in (string[])
        [
            _provider.Sign(new() { ["aud"] = "other" }), _provider.Sign(new() { ["aud"] = null }), _provider.Sign(new() { ["aud"] = 7 }),
            _provider.Sign(new() { ["iss"] = "https://evil.example" }), _provider.Sign(new() { ["iss"] = null }), _provider.Sign(new() { ["iss"] = _provider.Issuer + "/evil" }),
            _provider.Sign(new() { ["exp"] = now - 61 }), _provider.Sign(new() { ["exp"] = null }), _provider.Sign(new() { ["exp"] = "soon" }), _provider.Sign(new() { ["nbf"] = now + 120 }),
            _provider.Forge("none", _ => []), _provider.Forge("None", _ => []), _provider.Forge("HS256", bytes => HMACSHA256.HashData(pem, bytes)), _provider.Forge("HS256", bytes => HMACSHA256.HashData(der, bytes)),
            _provider.Sign(alg: "HS512"), _provider.Sign(header: new() { ["crit"] = new[] { "exp" } }),
            "eyJ..", "eyJhbGciOiJSUzI1NiJ9.e30.", "eyJhbGciOiJSUzI1NiJ9.W10.AA", "eyJhbGciOiJSUzI1NiJ9.!!.AA", "eyJ9.eyJ9.eyJ9", $"eyJ{new string('a', 5000)}..",
        ])
        {
            (await StatusAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, token);
        }
        _provider.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task What_another_key_signed_or_is_no_token_of_access_is_refused()
    {
        using var other = RSA.Create(2048);
        var changed = _provider.Sign().Split('.');
        foreach (var token in (string[])
        [
            _provider.Sign(key: other), _provider.Sign(kid: null, key: other), _provider.Sign(kid: "other", key: other), _provider.Sign(kid: "FIRST", key: other),
            _provider.Sign(header: new() { ["jwk"] = new { kty = "RSA" }, ["jku"] = "http://127.0.0.1:1/", ["x5u"] = "http://127.0.0.1:1/" }, key: other),
            _provider.Sign(header: new() { ["typ"] = "logout+jwt" }), _provider.Sign(header: new() { ["typ"] = "dpop+jwt" }), _provider.Sign(new() { ["sub"] = null }), _provider.Sign(new() { ["sub"] = 7 }),
            $"{changed[0]}.{_provider.Sign(new() { ["sub"] = "1" }).Split('.')[1]}.{changed[2]}", $"{changed[0]}.{changed[1]}.",
        ])
        {
            (await StatusAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, token);
        }
        _provider.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_flood_of_unknown_keys_asks_the_provider_now_and_then_and_a_new_key_is_found()
    {
        (await StatusAsync(_provider.Sign())).ShouldBe(HttpStatusCode.OK);
        foreach (var expected in (int[])[2, 3])
        {
            _clock.Advance(TimeSpan.FromSeconds(31));
            await Task.WhenAll(Enumerable.Range(0, 40).Select(async i => (await StatusAsync(_provider.Sign(kid: $"{expected}-{i}"))).ShouldBe(HttpStatusCode.Unauthorized)));
            _provider.Asked.ShouldBe(expected);
        }
        var next = RSA.Create(2048);
        var old = _provider.Sign();
        lock (_provider.Keys)
        {
            _provider.Keys.Clear();
            _provider.Keys["second"] = next;
        }
        _clock.Advance(TimeSpan.FromSeconds(31));
        (await StatusAsync(_provider.Sign(kid: "second", key: next))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(old)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_provider_that_hangs_is_503_within_its_time_and_holds_nobody_else_up()
    {
        var (asked, end) = (0, new CancellationTokenSource());
        await using var server = await StartAsync("--Archivolt:OpenIdConnect:CreateUsers", "true", "--Archivolt:OpenIdConnect:WaitAtMost", "00:00:03");
        _provider.Instead = context =>
        {
            Interlocked.Increment(ref asked);
            return Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var waiting = Enumerable.Range(0, 10).Select(_ => StatusAsync(_provider.Sign(), server)).ToList();
        var own = (await server.Get<IUserStore>().CreateTokenAsync(RunningServer.Admin, "script")).Secret;
        (await NameAsync(own, server)).ShouldBe(RunningServer.Admin);
        (await Task.WhenAll(waiting)).ShouldAllBe(status => status == HttpStatusCode.ServiceUnavailable);
        // Nor is it asked for each one who comes afterwards.
        (await StatusAsync(_provider.Sign(), server)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        asked.ShouldBe(1);
        await end.CancelAsync();

        _provider.Instead = null;
        _clock.Advance(TimeSpan.FromSeconds(6));
        (await StatusAsync(_provider.Sign(), server)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_that_are_known_hold_while_the_provider_is_away()
    {
        (await StatusAsync(_provider.Sign())).ShouldBe(HttpStatusCode.OK);
        _provider.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        _clock.Advance(TimeSpan.FromHours(2));
        var token = _provider.Sign(new() { ["exp"] = _clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds() });
        (await StatusAsync(token)).ShouldBe(HttpStatusCode.OK);
        // Nor does anybody wait for one that hangs, for as long as half a minute.
        using var end = new CancellationTokenSource();
        _provider.Instead = _ => Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        _clock.Advance(TimeSpan.FromSeconds(10));
        (await StatusAsync(token).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(HttpStatusCode.OK);
        await end.CancelAsync();
    }

    [Fact]
    public async Task New_keys_are_found_also_where_tokens_do_not_name_theirs()
    {
        (await StatusAsync(_provider.Sign(kid: null))).ShouldBe(HttpStatusCode.OK);
        var next = RSA.Create(2048);
        lock (_provider.Keys)
            _provider.Keys["first"] = next;
        (await StatusAsync(_provider.Sign(kid: null))).ShouldBe(HttpStatusCode.Unauthorized);
        _clock.Advance(TimeSpan.FromSeconds(31));
        (await StatusAsync(_provider.Sign(kid: null))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(_provider.Sign())).ShouldBe(HttpStatusCode.OK);
        _provider.Asked.ShouldBe(2);
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("size")]
    [InlineData("text")]
    [InlineData("redirect")]
    public async Task A_description_that_is_wrong_is_503_and_no_keys(string what)
    {
        if (what == "issuer")
            _provider.Named = "https://evil.example";
        else
        {
            _provider.Instead = async context =>
            {
                if (what == "redirect")
                    context.Response.Redirect($"{_provider.Issuer}/elsewhere");
                else
                    await context.Response.WriteAsync(what == "size" ? new string(' ', 2_000_000) + "{}" : "<html>");
            };
        }
        using var answer = await SendAsync(_provider.Sign());
        (await answer.ShouldBeErrorAsync(HttpStatusCode.ServiceUnavailable)).ShouldContain("identity provider");
    }

    [Fact]
    public async Task Tokens_may_be_long_and_have_an_end()
    {
        (await StatusAsync(_provider.Sign(new() { ["roles"] = new string('x', 10_000) }))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(_provider.Sign(new() { ["roles"] = new string('x', 13_000) }))).ShouldBe(HttpStatusCode.Unauthorized);
        // The platform's header and names with passwords are as short as before.
        using var client = _server.Client(user: null);
        client.DefaultRequestHeaders.Add("X-Authentication-Token", new string('x', 5000));
        (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_whom_the_settings_let_in_comes_in()
    {
        await using var strict = await StartAsync("--Archivolt:OpenIdConnect:CreateUsers", "true", "--Archivolt:OpenIdConnect:NameClaim", "email", "--Archivolt:OpenIdConnect:EmailDomains:0", "example.org",
            "--Archivolt:OpenIdConnect:GroupsClaim", "roles", "--Archivolt:OpenIdConnect:RequiredGroup", "staff", "--Archivolt:OpenIdConnect:Groups:urn:mace:example:editors", "editors");
        Dictionary<string, object?> right = new() { ["email"] = "ann@EXAMPLE.org", ["email_verified"] = true, ["roles"] = new[] { "staff", "administrators", "urn:mace:example:editors" } };
        (string, object?)[] wrong =
            [("email_verified", false), ("email_verified", null), ("email", "ann@evil.example"), ("email", "ann@example.org.evil.example"), ("email", "ann@example.org@evil.example"), ("email", null), ("roles", null), ("roles", "Staff"), ("roles", new[] { "staffs" })];
        // Whoever is nobody here yet, and then whoever is known.
        foreach (var _ in (bool[])[false, true])
        {
            foreach (var (claim, value) in wrong)
            {
                using var refused = await SendAsync(_provider.Sign(new(right) { [claim] = value }), strict);
                refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{claim} {value}");
            }
            (await NameAsync(_provider.Sign(right), strict)).ShouldBe("ann@EXAMPLE.org");
        }
        // What nobody mapped gives nothing, whatever it is called.
        (await strict.Get<IUserStore>().FindAsync("ann@EXAMPLE.org"))!.Groups.ShouldBe(["editors"]);
    }

    [Fact]
    public async Task An_address_names_a_user_only_where_it_is_verified()
    {
        await using var named = await StartAsync("--Archivolt:OpenIdConnect:CreateUsers", "true", "--Archivolt:OpenIdConnect:NameClaim", "email");
        foreach (var verified in (object?[])[false, null, "no", 1])
        {
            using var refused = await SendAsync(_provider.Sign(new() { ["email"] = "eve@example.org", ["email_verified"] = verified }), named);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await NameAsync(_provider.Sign(new() { ["email"] = "eve@example.org", ["email_verified"] = "true" }), named)).ShouldBe("eve@example.org");
    }

    [Fact]
    public async Task Nobody_is_called_what_a_group_of_the_settings_is()
    {
        await using var mapped = await StartAsync("--Archivolt:OpenIdConnect:CreateUsers", "true", "--Archivolt:OpenIdConnect:GroupsClaim", "roles", "--Archivolt:OpenIdConnect:Groups:writers", "editors");
        foreach (var (name, status) in ((string, HttpStatusCode)[])[("editors", HttpStatusCode.Forbidden), ("members", HttpStatusCode.Forbidden), ("writers", HttpStatusCode.OK)])
        {
            using var answer = await SendAsync(_provider.Sign(new() { ["preferred_username"] = name }), mapped);
            answer.StatusCode.ShouldBe(status, name);
        }
    }

    [Fact]
    public async Task An_administrator_links_people_where_nobody_is_created()
    {
        await using var closed = await StartAsync();
        await closed.CreateUserAsync("mallory");
        using (var refused = await SendAsync(_provider.Sign(), closed))
            (await refused.ShouldBeErrorAsync(HttpStatusCode.Forbidden)).ShouldContain("administrator");
        using var admin = closed.Client();
        using var user = closed.Client("mallory");
        (await user.PostAsync("api/v1/management/identities", Json.Content(new { user = "mallory", subject = "7" }))).ShouldBe(HttpStatusCode.Forbidden);
        (await admin.PostAsync("api/v1/management/identities", Json.Content(new { user = "nobody", subject = "7" }))).ShouldBe(HttpStatusCode.NotFound);
        (await admin.PostAsync("api/v1/management/identities", Json.Content(new { user = "mallory", subject = "7" }))).ShouldBe(HttpStatusCode.NoContent);
        (await admin.PostAsync("api/v1/management/identities", Json.Content(new { user = RunningServer.Admin, subject = "7" }))).ShouldBe(HttpStatusCode.Conflict);
        (await NameAsync(_provider.Sign(), closed)).ShouldBe("mallory");
        (await admin.GetStringAsync("api/v1/management/identities?user=mallory")).ShouldContain($"\"issuer\":\"{_provider.Issuer}\"");
        (await admin.DeleteAsync("api/v1/management/identities?subject=7")).ShouldBe(HttpStatusCode.NoContent);
        (await admin.DeleteAsync("api/v1/management/identities?subject=7")).ShouldBe(HttpStatusCode.NotFound);
        using var again = await SendAsync(_provider.Sign(), closed);
        again.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<RunningServer> StartAsync(params string[] args) => RunningServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock),
        args: ["--Archivolt:OpenIdConnect:Authority", _provider.Issuer, "--Archivolt:OpenIdConnect:Audience", "api", "--Archivolt:OpenIdConnect:WaitAtMost", "00:00:30", .. args]);

    private async Task<HttpResponseMessage> SendAsync(string token, RunningServer? server = null)
    {
        using var client = (server ?? _server).Client(user: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync("api/v1/me");
    }

    private async Task<HttpStatusCode> StatusAsync(string token, RunningServer? server = null)
    {
        using var answer = await SendAsync(token, server);
        return answer.StatusCode;
    }

    private async Task<string?> NameAsync(string token, RunningServer? server = null)
    {
        using var answer = await SendAsync(token, server);
        return (await answer.ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("id");
    }
}
