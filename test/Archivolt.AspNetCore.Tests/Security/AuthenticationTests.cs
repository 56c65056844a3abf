using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Tests.Security;

public sealed class AuthenticationTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Somewhere = "api/v1/path/default-domain";

    [Theory]
    [InlineData("Administrator", "wrong")]
    [InlineData("Administrator", "")]
    [InlineData("nobody", "correct horse battery")]
    [InlineData("administrator", "correct horse battery")]
    public async Task Wrong_names_and_passwords_are_refused(string name, string password)
    {
        using var client = server.Client(name, password);
        await (await client.GetAsync(Somewhere)).ShouldBeErrorAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic OnBhc3N3b3Jk")]
    [InlineData("Basic //86eA==")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nosuchtoken")]
    [InlineData("Negotiate abc")]
    public async Task Credentials_that_cannot_be_understood_are_as_good_as_wrong_ones(string header)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        await (await client.GetAsync(Somewhere)).ShouldBeErrorAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_credentials_a_browser_is_asked_and_clients_with_other_means_are_not()
    {
        using var client = server.Client(null);
        var asked = (await client.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.Unauthorized);
        asked.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Basic");
        foreach (var (name, value) in new[] { ("X-Authentication-Token", "wrong"), ("X-No-Basic-Header", "true"), ("Cookie", "a=b") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Somewhere);
            request.Headers.Add(name, value);
            (await client.SendAsync(request)).ShouldBe(HttpStatusCode.Unauthorized).Headers.WwwAuthenticate.ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task A_token_works_in_either_header_until_it_is_revoked()
    {
        await server.CreateUserAsync("tess", Principal.Administrators);
        var users = server.Get<IUserStore>();
        var (token, secret) = await users.CreateTokenAsync("tess", "test");
        using var bearer = server.Client(null);
        bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var header = server.Client(null);
        header.DefaultRequestHeaders.Add("X-Authentication-Token", secret);
        (await (await bearer.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("id").ShouldBe("tess");
        (await header.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.OK);
        await users.RevokeTokenAsync(token.Id);
        (await bearer.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.Unauthorized);
        (await header.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("nxfile/default/x/file:content")]
    [InlineData("api/v1/management/providers")]
    [InlineData("json/cmis")]
    [InlineData("api/v1/nosuch")]
    [InlineData("/nosuch")]
    public async Task What_is_not_open_to_everybody_needs_signing_in(string path)
    {
        using var client = server.Client(null);
        (await client.GetAsync(path)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Anonymous_requests_are_let_in_where_configured_and_wrong_credentials_still_are_not()
    {
        await using var open = await RunningServer.StartAsync(args: ["--Archivolt:Anonymous", "true"]);
        using var admin = open.Client();
        using var nobody = open.Client(null);
        using var wrong = open.Client("Administrator", "wrong");
        var id = (await open.CreateAsync()).Uid();
        (await admin.PutBlobAsync(id, "file:content", "public")).ShouldBe(HttpStatusCode.OK);
        (await nobody.GetAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await admin.PutAsync($"api/v1/id/{id}/@acl", Json.Text("""[{"username":"Everyone","permission":"Read"}]"""))).ShouldBe(HttpStatusCode.OK);
        (await nobody.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("public");
        (await nobody.DeleteAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await nobody.GetAsync("api/v1/management/providers")).ShouldBe(HttpStatusCode.Unauthorized);
        (await nobody.GetAsync("api/v1/user/Administrator")).ShouldBe(HttpStatusCode.Unauthorized);
        (await wrong.GetAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await (await nobody.GetAsync("api/v1/me")).JsonAsync()).GetProperty("isAnonymous").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_right_password_is_not_refused_after_wrong_ones()
    {
        await server.CreateUserAsync("victim");
        using var guessing = server.Client("victim", "guess");
        for (var i = 0; i <= LoginThrottle.Free; i++)
            (await guessing.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.Unauthorized);
        using var right = server.Client("victim");
        (await right.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
        using var other = server.Client();
        (await other.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_password_is_in_the_log_and_what_is_no_users_name_is_not()
    {
        using var log = new KeptLog();
        await using var logging = await RunningServer.StartAsync(
            builder => builder.Logging.AddProvider(log), args: ["--Logging:LogLevel:Archivolt.AspNetCore.Security", "Warning", "--urls", "http://*:0"]);
        foreach (var (name, password) in ((string, string)[])[(RunningServer.Admin, "hunter2"), ("hunter2", RunningServer.Admin), (RunningServer.Admin, RunningServer.AdminPassword)])
        {
            using var client = logging.Client(name, password);
            // Over IPv6, where there is one, which carries addresses of IPv4.
            client.BaseAddress = new UriBuilder(logging.Nuxeo) { Host = "127.0.0.1" }.Uri;
            using var answer = await client.GetAsync(Somewhere);
        }
        log.Lines.ShouldBe(["A wrong password came from 127.0.0.1 for the user 'Administrator'.", "A password came from 127.0.0.1 for a name that no user has."]);
    }

    [Fact]
    public async Task Wrong_tokens_lock_nobody_out()
    {
        await server.CreateUserAsync("tina");
        var (_, secret) = await server.Get<IUserStore>().CreateTokenAsync("tina", "test");
        for (var i = 0; i < 50; i++)
        {
            using var bogus = server.Client(null);
            bogus.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"nosuch{i}");
            (await bogus.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.Unauthorized);
        }
        using var right = server.Client(null);
        right.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        (await right.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forwarded_address_counts_only_behind_a_known_proxy(bool isKnown)
    {
        await using var behind = await RunningServer.StartAsync(args: isKnown ? ["--Archivolt:KnownProxies:0", "127.0.0.0/8"] : []);
        // Of one address at a time, so that each counts by itself where it is believed.
        for (var i = 0; i < LoginThrottle.Free; i++)
        {
            using var guessing = behind.Client("victim", "guess");
            guessing.DefaultRequestHeaders.Add("X-Forwarded-For", $"192.0.2.{i}");
            (await guessing.GetAsync(Somewhere)).ShouldBe(HttpStatusCode.Unauthorized);
        }
        var throttle = behind.Get<LoginThrottle>();
        throttle.VerifyAsync("victim", IPAddress.Loopback, () => Task.FromResult<string?>("right"), TestContext.Current.CancellationToken)
            .IsCompleted.ShouldBe(isKnown);
    }

    [Fact]
    public async Task What_is_no_address_of_a_proxy_ends_the_start()
    {
        var failure = await Should.ThrowAsync<Exception>(() => RunningServer.StartAsync(args: ["--Archivolt:KnownProxies:0", "proxy.example.org"]));
        failure.Message.ShouldContain("KnownProxies");
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
