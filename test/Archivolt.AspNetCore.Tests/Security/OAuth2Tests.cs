using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.AspNetCore.Tests.Security;

/// <summary>People let applications act for them, and applications get tokens.</summary>
public sealed class OAuth2Tests(OAuth2Tests.Server server) : IClassFixture<OAuth2Tests.Server>
{
    private const string Callback = "http://localhost:8080/home.html?page=1";

    [Fact]
    public async Task An_application_acts_for_whoever_allows_it_until_its_entry_is_deleted()
    {
        var id = await RegisterAsync();
        using var page = await AskAsync(id);
        page.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        (await page.Content.ReadAsStringAsync()).ShouldContain("&lt;App&gt;");

        var back = QueryHelpers.ParseQuery((await DecideAsync(id, ("grant_access", "1"), ("state", "a b"))).ShouldBe(HttpStatusCode.Redirect).Headers.Location!.Query);
        (back["page"].ToString(), back["state"].ToString()).ShouldBe(("1", "a b"));
        var tokens = await (await TokenAsync(id, ("grant_type", "authorization_code"), ("code", back["code"]!))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (tokens.Text("token_type"), tokens.GetProperty("expires_in").GetInt32()).ShouldBe(("bearer", 3600));
        (await WhoAsync(tokens)).ShouldBe(RunningServer.Admin);

        var refreshed = await (await TokenAsync(id, ("grant_type", "refresh_token"), ("refresh_token", tokens.Text("refresh_token")!))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (await WhoAsync(tokens)).ShouldBeNull();
        (await WhoAsync(refreshed)).ShouldBe(RunningServer.Admin);

        using var admin = server.Client();
        var entries = (await (await admin.GetAsync("api/v1/directory/oauth2Tokens")).ShouldBe(HttpStatusCode.OK).JsonAsync()).GetProperty("entries");
        var entry = entries.EnumerateArray().Single(each => each.Property("clientId").GetString() == id);
        (await admin.DeleteAsync($"api/v1/directory/oauth2Tokens/{entry.Text("id")}")).ShouldBe(HttpStatusCode.NoContent);
        (await WhoAsync(refreshed)).ShouldBeNull();
        (await TokenAsync(id, ("grant_type", "refresh_token"), ("refresh_token", refreshed.Text("refresh_token")!))).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nobody_is_sent_to_an_address_that_is_not_registered_exactly_or_not_safe()
    {
        var id = await RegisterAsync(redirects: $"{Callback},https://files.example.org/cb");
        foreach (var address in (string[])["http://localhost:8080/home.html", "http://localhost:8080/home.html?page=1&x=2", "https://evil.example/", "http://files.example.org/cb", "javascript:alert(1)"])
        {
            using var answer = await DecideAsync(id, ("grant_access", "1"), ("redirect_uri", address));
            answer.ShouldBe(HttpStatusCode.BadRequest).Headers.Location.ShouldBeNull(address);
        }
        // Several are registered, so one has to be named.
        (await DecideAsync(id, ("grant_access", "1"))).ShouldBe(HttpStatusCode.BadRequest);
        (await DecideAsync(id, ("grant_access", "1"), ("redirect_uri", Callback))).ShouldBe(HttpStatusCode.Redirect);
        (await DecideAsync("nobody", ("grant_access", "1"))).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("http://files.example.org/cb")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/home.html")]
    [InlineData("https://user@files.example.org/cb")]
    [InlineData("https://files.example.org/#cb")]
    public async Task An_address_that_is_not_safe_is_not_registered(string address)
    {
        using var admin = server.Client();
        var client = new { clientId = $"app-{Guid.NewGuid():n}", redirectURIs = $"{Callback},{address}" };
        (await (await admin.PostAsync("api/v1/directory/oauth2Clients", Json.Content(new { properties = client }))).ShouldBeErrorAsync(HttpStatusCode.BadRequest))
            .ShouldContain(address);
        var safe = client with { redirectURIs = $"{Callback},com.example.app:/done" };
        var made = await (await admin.PostAsync("api/v1/directory/oauth2Clients", Json.Content(new { properties = safe }))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        (await admin.PutAsync($"api/v1/directory/oauth2Clients/{made.GetProperty("properties").GetProperty("id")}", Json.Content(new { properties = client })))
            .ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_refusal_and_a_request_that_is_not_understood_go_back_to_the_application_without_a_code()
    {
        var id = await RegisterAsync();
        ErrorIn(await DecideAsync(id)).ShouldBe("access_denied");
        ErrorIn(await DecideAsync(id, ("grant_access", "1"), ("response_type", "token"))).ShouldBe("unsupported_response_type");
        ErrorIn(await DecideAsync(id, ("grant_access", "1"), ("code_challenge", "abc"), ("code_challenge_method", "plain"))).ShouldBe("invalid_request");
    }

    [Fact]
    public async Task A_challenge_is_answered_with_its_verifier()
    {
        var id = await RegisterAsync();
        const string Verifier = "a-verifier-that-has-at-least-forty-three-characters";
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        foreach (var (verifier, status) in ((string, HttpStatusCode)[])[("another-verifier-that-has-at-least-43-characters", HttpStatusCode.BadRequest), (Verifier, HttpStatusCode.OK)])
        {
            var code = CodeIn(await DecideAsync(id, ("grant_access", "1"), ("code_challenge", challenge), ("code_challenge_method", "S256")));
            (await TokenAsync(id, ("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier))).ShouldBe(status);
        }
    }

    [Fact]
    public async Task An_application_with_a_secret_gets_nothing_without_it_and_nobody_is_shown_it()
    {
        var id = await RegisterAsync(secret: "of the app");
        using var admin = server.Client();
        (await (await admin.GetAsync("api/v1/directory/oauth2Clients?pageSize=0")).Content.ReadAsStringAsync()).ShouldNotContain("of the app");
        var code = CodeIn(await DecideAsync(id, ("grant_access", "1")));
        foreach (var secret in (string?[])[null, "of another"])
        {
            using var refused = await TokenAsync(id, ("grant_type", "authorization_code"), ("code", code), ("client_secret", secret));
            (await refused.ShouldBe(HttpStatusCode.Unauthorized).JsonAsync()).Text("error").ShouldBe("invalid_client");
        }
        (await TokenAsync(id, ("grant_type", "authorization_code"), ("code", code), ("client_secret", "of the app"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_allows_no_application_anything()
    {
        var id = await RegisterAsync();
        var tokens = await (await TokenAsync(id, ("grant_type", "authorization_code"), ("code", CodeIn(await DecideAsync(id, ("grant_access", "1")))))).JsonAsync();
        using var bearer = server.Client(user: null);
        bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("access_token"));
        (await bearer.PostAsync("oauth2/authorize_submit", Form(("client_id", id), ("response_type", "code"), ("grant_access", "1")))).ShouldBe(HttpStatusCode.Forbidden);
        (await bearer.GetAsync($"oauth2/authorize?client_id={id}&response_type=code")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("HS512", Server.JwtSecret, "nuxeo", 0, RunningServer.Admin, true)]
    [InlineData("HS512", "another secret", "nuxeo", 0, RunningServer.Admin, false)]
    [InlineData("none", Server.JwtSecret, "nuxeo", 0, RunningServer.Admin, false)]
    [InlineData("HS512", Server.JwtSecret, "somebody", 0, RunningServer.Admin, false)]
    [InlineData("HS512", Server.JwtSecret, "nuxeo", -3600, RunningServer.Admin, false)]
    [InlineData("HS512", Server.JwtSecret, "nuxeo", 3600, RunningServer.Admin, false)]
    [InlineData("HS512", Server.JwtSecret, "nuxeo", 0, "nobody", false)]
    public async Task A_signed_assertion_stands_for_the_user_that_it_names(string algorithm, string secret, string issuer, int made, string user, bool isAccepted)
    {
        var id = await RegisterAsync();
        var signed = $"{Encoded(new { alg = algorithm, typ = "JWT" })}.{Encoded(new { iss = issuer, sub = user, iat = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + made })}";
        var assertion = $"{signed}.{Base64Url.EncodeToString(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
        using var answer = await TokenAsync(id, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));
        if (isAccepted)
            (await WhoAsync(await answer.ShouldBe(HttpStatusCode.OK).JsonAsync())).ShouldBe(user);
        else
            (await answer.ShouldBe(HttpStatusCode.BadRequest).JsonAsync()).Text("error").ShouldBe("invalid_grant");

        static string Encoded(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
    }

    [Theory]
    [InlineData("""{"alg":"\ud800"}""", """{"iss":"nuxeo","sub":"Administrator","exp":9999999999}""")]
    [InlineData("""{"alg":"HS512"}""", """{"iss":"nuxeo","sub":"\ud800","exp":9999999999}""")]
    [InlineData("""{"alg":"HS512"}""", "[]")]
    public async Task An_assertion_that_is_signed_and_makes_no_sense_proves_nothing(string header, string payload)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        var assertion = $"{signed}.{Base64Url.EncodeToString(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Server.JwtSecret), Encoding.UTF8.GetBytes(signed)))}";
        using var answer = await TokenAsync(await RegisterAsync(), ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));
        (await answer.ShouldBe(HttpStatusCode.BadRequest).JsonAsync()).Text("error").ShouldBe("invalid_grant");
    }

    [Theory]
    [InlineData("password", "unsupported_grant_type")]
    [InlineData("authorization_code", "invalid_request")]
    [InlineData("", "invalid_request")]
    public async Task What_else_is_asked_for_is_an_error_by_its_name(string grantType, string error)
    {
        using var answer = await TokenAsync(await RegisterAsync(), ("grant_type", grantType));
        (await answer.ShouldBe(HttpStatusCode.BadRequest).JsonAsync()).Text("error").ShouldBe(error);
        using var client = server.Client(user: null);
        (await client.PostAsync("oauth2/token", Json.Text("{}"))).ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("oauth2/token", Form(("client_id", new string('x', 100_000))))).ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<string> RegisterAsync(string redirects = Callback, string? secret = null)
    {
        var id = $"app-{Guid.NewGuid():n}";
        using var admin = server.Client();
        (await admin.PostAsync("api/v1/directory/oauth2Clients", Json.Content(new
        {
            properties = new { clientId = id, name = "<App>", redirectURIs = redirects, clientSecret = secret },
        }))).ShouldBe(HttpStatusCode.Created);
        return id;
    }

    private async Task<HttpResponseMessage> AskAsync(string id)
    {
        using var person = server.Client();
        return await person.GetAsync($"oauth2/authorize?response_type=code&client_id={id}");
    }

    private async Task<HttpResponseMessage> DecideAsync(string id, params (string, string?)[] fields)
    {
        using var person = server.Person();
        var type = fields.Any(field => field.Item1 == "response_type") ? [] : ((string, string?)[])[("response_type", "code")];
        return await person.PostAsync("oauth2/authorize_submit", Form([("client_id", id), .. type, .. fields]));
    }

    private async Task<HttpResponseMessage> TokenAsync(string id, params (string, string?)[] fields)
    {
        using var application = server.Client(user: null);
        return await application.PostAsync("oauth2/token", Form([("client_id", id), .. fields]));
    }

    private async Task<string?> WhoAsync(JsonElement tokens)
    {
        using var bearer = server.Client(user: null);
        bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("access_token"));
        using var answer = await bearer.GetAsync("api/v1/me");
        return answer.StatusCode == HttpStatusCode.OK ? (await answer.JsonAsync()).Text("id") : null;
    }

    private static FormUrlEncodedContent Form(params (string Name, string? Value)[] fields) =>
        new(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)));

    private static string CodeIn(HttpResponseMessage answer) => QueryHelpers.ParseQuery(answer.ShouldBe(HttpStatusCode.Redirect).Headers.Location!.Query)["code"]!;

    private static string? ErrorIn(HttpResponseMessage answer)
    {
        var fields = QueryHelpers.ParseQuery(answer.ShouldBe(HttpStatusCode.Redirect).Headers.Location!.Query);
        fields.ContainsKey("code").ShouldBeFalse();
        return fields["error"];
    }

    /// <summary>A server that takes assertions.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public const string JwtSecret = "a secret that two services share";

        private readonly RunningServer _server = new(["--Archivolt:OAuth2:JwtSecret", JwtSecret]);

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public HttpClient Client(string? user = RunningServer.Admin) => _server.Client(user);

        /// <summary>The administrator, whose browser shows where it is sent.</summary>
        public HttpClient Person() => new(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = _server.Nuxeo,
            DefaultRequestHeaders = { Authorization = Client().DefaultRequestHeaders.Authorization },
        };

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
