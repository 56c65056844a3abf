using System.Net;
using System.Text;
using System.Web;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Linked;
using Archivolt.Vendors;
using Archivolt.Vendors.Drive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Archivolt.Linked.Tests;

/// <summary>Accounts that people connect: by whom, for how long, and what is kept of them.</summary>
public sealed class LinkedAccountTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    public static TheoryData<string> Vendors => LinkedFileTests.Vendors;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task An_account_is_connected_and_disconnected_at_both_ends(string provider)
    {
        using var ann = await home.PersonAsync();
        var before = await ProviderAsync(ann, provider);
        before.GetProperty("isAvailable").GetBoolean().ShouldBeTrue();
        before.GetProperty("isAuthorized").GetBoolean().ShouldBeFalse();
        before.TryGetProperty("clientSecret", out _).ShouldBeFalse();
        var page = (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain(ann.Email);
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        var after = await ProviderAsync(ann, provider);
        after.GetProperty("isAuthorized").GetBoolean().ShouldBeTrue();
        after.Text("userId").ShouldBe(ann.Email);
        var token = (await (await ann.Client.GetAsync($"api/v1/oauth2/provider/{provider}/token")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("token")!;
        (await page.Content.ReadAsStringAsync()).ShouldContain(token);
        (await ann.Client.DeleteAsync($"api/v1/oauth2/token/provider/{provider}/user/{ann.Name}")).ShouldBe(HttpStatusCode.NoContent);
        (await ProviderAsync(ann, provider)).GetProperty("isAuthorized").GetBoolean().ShouldBeFalse();
        (await ann.Client.GetAsync($"api/v1/oauth2/provider/{provider}/token")).ShouldBe(HttpStatusCode.NotFound);
        home.VendorOf(provider).Requests.Of("revoke").ShouldContain(request => request.Status == 200);
        var audit = home.Server.Get<IAuditLog>();
        foreach (var name in new[] { AccessEvents.AccountConnected, AccessEvents.AccountDisconnected })
        {
            var entry = (await audit.QueryAsync(new AuditQuery { EventId = name, PrincipalName = ann.Name })).ShouldHaveSingleItem();
            entry.Extended["account"].ShouldBe(ann.Email);
            entry.Extended["provider"].ShouldBe(provider);
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task The_vendors_answer_is_good_once_and_for_whoever_went(string provider)
    {
        using var ann = await home.PersonAsync();
        using var eve = await home.PersonAsync("eve");
        using var back = await ann.GoAsync(provider);
        // Whoever makes another agree at the vendor gets nothing of it, and neither does a page that is opened for the other.
        (await eve.Client.GetAsync(back.Headers.Location)).ShouldBe(HttpStatusCode.Forbidden);
        home.Accounts(eve.Name, provider).ShouldBeEmpty();
        (await ann.Client.GetAsync(back.Headers.Location)).ShouldBe(HttpStatusCode.OK);
        (await ann.Client.GetAsync(back.Headers.Location)).ShouldBe(HttpStatusCode.Forbidden);
        home.Accounts(ann.Name, provider).ShouldHaveSingleItem().Account.ShouldBe(ann.Email);
        using var other = await ann.GoAsync(provider);
        var elsewhere = $"{other.Headers.Location}".Replace(provider, provider == LinkedServer.DriveId ? LinkedServer.DropboxId : LinkedServer.DriveId, StringComparison.Ordinal);
        (await ann.Client.GetAsync(elsewhere)).ShouldBe(HttpStatusCode.Forbidden);
        using var refused = await ann.GoAsync(provider, agrees: false);
        (await (await ann.Client.GetAsync(refused.Headers.Location)).ShouldBe(HttpStatusCode.BadRequest).Content.ReadAsStringAsync()).ShouldContain("did not agree");
        (await ann.Client.GetAsync($"site/oauth2/{provider}/callback?code=x")).ShouldBe(HttpStatusCode.BadRequest);
        (await ann.Client.GetAsync($"site/oauth2/{provider}/callback?code=x&state=y")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task However_often_somebody_looks_where_to_go_each_address_is_good_until_its_time_is_over()
    {
        using var ann = await home.PersonAsync();
        using var first = await ann.GoAsync(LinkedServer.DropboxId);
        for (var looks = 0; looks < 120; looks++)
            (await ann.Client.GetAsync("api/v1/oauth2/provider/dropbox")).ShouldBe(HttpStatusCode.OK);
        (await ann.Client.GetAsync(first.Headers.Location)).ShouldBe(HttpStatusCode.OK);

        var earlier = ActivatorUtilities.CreateInstance<LinkedSignIn>(home.Server.App.Services, new ClockAt(DateTimeOffset.UtcNow.AddMinutes(-11)));
        var principal = new Principal(ann.Name, ["members"]);
        var state = HttpUtility.ParseQueryString((await earlier.BeginAsync(principal, LinkedServer.DropboxId, "https://here.example/callback")).Query)["state"]!;
        (await Should.ThrowAsync<Blobs.BlobException>(() => home.Server.Get<LinkedSignIn>().CompleteAsync(principal, LinkedServer.DropboxId, state, "code")))
            .Error.ShouldBe(Blobs.BlobError.PermissionDenied);
    }

    [Fact]
    public async Task Whoever_comes_back_without_their_session_is_asked_once_more_and_then_to_sign_in()
    {
        using var nobody = home.Server.Client(null);
        var first = (await nobody.GetAsync("site/oauth2/dropbox/callback?code=a&state=%22%3E%3Cscript%3E")).ShouldBe(HttpStatusCode.Unauthorized);
        first.Headers.WwwAuthenticate.ShouldBeEmpty();
        var page = await first.Content.ReadAsStringAsync();
        page.ShouldContain("http-equiv=\"refresh\"");
        page.ShouldNotContain("<script>");
        (await nobody.GetAsync("site/oauth2/dropbox/callback?code=a&state=b&again=1")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_without_its_verifier_is_worth_nothing()
    {
        using var ann = await home.PersonAsync();
        using var back = await ann.GoAsync(LinkedServer.DriveId);
        var query = HttpUtility.ParseQueryString(new Uri((await ProviderAsync(ann, LinkedServer.DriveId)).Text("authorizationURL")!).Query);
        query["code_challenge_method"].ShouldBe("S256");
        query["access_type"].ShouldBe("offline");
        query["state"]!.Length.ShouldBeGreaterThan(40);
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", HttpUtility.ParseQueryString(back.Headers.Location!.Query)["code"]), new("client_id", home.Drive.OAuth.ClientId),
            new("client_secret", home.Drive.OAuth.ClientSecret), new("redirect_uri", $"{home.Server.Nuxeo}site/oauth2/googledrive/callback"),
        ]);
        (await http.PostAsync(home.Drive.TokenEndpoint, form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task However_many_ask_on_however_many_servers_a_token_is_renewed_once(string provider)
    {
        using var ann = await home.PersonAsync();
        await ann.ConnectAsync(provider);
        var vendor = home.VendorOf(provider);
        vendor.OAuth.RotatesRefreshTokens = true;
        var account = home.Accounts(ann.Name, provider).ShouldHaveSingleItem();
        var services = home.Server.App.Services;
        LinkedTokens Server() => new(
            services.GetRequiredService<LinkedServices>(), services.GetRequiredService<ILinkedAccountStore>(), services.GetRequiredService<TokenSeal>(),
            services.GetRequiredService<LinkedTokenHttp>(), services.GetRequiredService<IOptions<LinkedAccountOptions>>(), TimeProvider.System, NullLogger<LinkedTokens>.Instance);
        LinkedTokens[] servers = [Server(), Server(), Server()];
        var old = await servers[0].Of(account).GetTokenAsync();
        vendor.OAuth.ExpireAccessTokens(ann.Email);
        var refreshes = vendor.OAuth.Refreshes;
        var tokens = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(async () => await servers[number % 3].Of(account).GetTokenAsync(old))));
        tokens.Distinct().ShouldHaveSingleItem().ShouldNotBe(old);
        vendor.OAuth.Refreshes.ShouldBe(refreshes + 1);
        vendor.OAuth.RotatesRefreshTokens = false;
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_vendor_that_does_not_answer_at_its_token_address_costs_no_account(string provider)
    {
        using var ann = await home.PersonAsync();
        await ann.ConnectAsync(provider);
        var vendor = home.VendorOf(provider);
        var account = home.Accounts(ann.Name, provider).ShouldHaveSingleItem();
        var tokens = home.Server.Get<LinkedTokens>();
        var old = await tokens.Of(account).GetTokenAsync();
        vendor.Faults.Answer("token", 503, times: 1, retryAfter: TimeSpan.FromSeconds(5));
        var refused = await Should.ThrowAsync<Blobs.BlobException>(async () => await tokens.Of(account).GetTokenAsync(old));
        refused.Error.ShouldBe(Blobs.BlobError.Unavailable);
        (await tokens.Of(account).GetTokenAsync(old)).ShouldNotBe(old);
        home.Accounts(ann.Name, provider).ShouldHaveSingleItem().Problem.ShouldBeNull();
    }

    [Fact]
    public async Task No_token_and_no_secret_is_in_the_database_in_clear()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(home.Server.DataPath, "archivolt.db")), "The database is no file here.");
        using var ann = await home.PersonAsync();
        await ann.ConnectAsync(LinkedServer.DriveId);
        using var admin = home.Server.Client();
        (await admin.PutAsync("api/v1/oauth2/provider/dropbox", Json.Content(new { clientId = home.Dropbox.OAuth.ClientId, clientSecret = "a-very-secret-secret" }))).ShouldBe(HttpStatusCode.OK);
        var token = await home.Server.Get<LinkedTokens>().Of(home.Accounts(ann.Name, LinkedServer.DriveId)[0]).GetTokenAsync();
        var bytes = new StringBuilder();
        foreach (var file in Directory.GetFiles(home.Server.DataPath, "archivolt.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(open, Encoding.Latin1);
            bytes.Append(await reader.ReadToEndAsync());
        }
        var database = bytes.ToString();
        database.ShouldContain(ann.Email);
        database.ShouldNotContain(token);
        database.ShouldNotContain("a-very-secret-secret");
        var key = new FileInfo(Path.Combine(home.Server.DataPath, "linked.key"));
        key.Length.ShouldBe(32);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(key.FullName).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await admin.DeleteAsync("api/v1/oauth2/provider/dropbox")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Administrators_say_how_a_vendor_knows_this_server_and_nobody_else()
    {
        await using var other = await LinkedServer.StartAsync("--Archivolt:LinkedFiles:spare:Type", "Dropbox");
        using var ann = await other.PersonAsync();
        using var admin = other.Server.Client();
        (await (await ann.Client.GetAsync("api/v1/oauth2/provider/spare")).JsonAsync()).GetProperty("isAvailable").GetBoolean().ShouldBeFalse();
        var settings = new
        {
            serviceName = "spare",
            clientId = other.Dropbox.OAuth.ClientId,
            clientSecret = other.Dropbox.OAuth.ClientSecret,
            description = "The spare one",
            authorizationServerURL = $"{other.Dropbox.AuthorizationEndpoint}",
            tokenServerURL = $"{other.Dropbox.TokenEndpoint}",
            isEnabled = true,
        };
        (await ann.Client.PostAsync("api/v1/oauth2/provider", Json.Content(settings))).ShouldBe(HttpStatusCode.Forbidden);
        var set = await (await admin.PostAsync("api/v1/oauth2/provider", Json.Content(settings))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        set.Text("clientSecret").ShouldBe("********");
        var seen = await (await ann.Client.GetAsync("api/v1/oauth2/provider/spare")).JsonAsync();
        seen.Text("description").ShouldBe("The spare one");
        seen.GetProperty("isAvailable").GetBoolean().ShouldBeTrue();
        seen.Text("authorizationURL")!.ShouldStartWith($"{other.Dropbox.AuthorizationEndpoint}?");
        (await admin.PutAsync("api/v1/oauth2/provider/spare", Json.Content(new { clientId = "x", isEnabled = false }))).ShouldBe(HttpStatusCode.OK);
        (await (await ann.Client.GetAsync("api/v1/oauth2/provider/spare")).JsonAsync()).GetProperty("isEnabled").GetBoolean().ShouldBeFalse();
        (await (await admin.PostAsync("api/v1/oauth2/provider", Json.Content(new { serviceName = "box", clientId = "x" }))).ShouldBeErrorAsync(HttpStatusCode.NotFound)).ShouldContain("Archivolt:LinkedFiles");
        (await admin.PutAsync("api/v1/oauth2/provider/spare", Json.Content(new { tokenServerURL = "http://evil.example/token" }))).ShouldBe(HttpStatusCode.BadRequest);
        (await admin.DeleteAsync("api/v1/oauth2/provider/spare")).ShouldBe(HttpStatusCode.NoContent);
        (await (await ann.Client.GetAsync("api/v1/oauth2/provider")).JsonAsync()).GetProperty("entries").GetArrayLength().ShouldBe(3);
        using var nobody = other.Server.Client(null);
        (await nobody.GetAsync("api/v1/oauth2/provider")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task People_see_their_own_accounts_and_administrators_everybodys()
    {
        using var ann = await home.PersonAsync();
        using var bob = await home.PersonAsync("bob");
        await ann.ConnectAsync(LinkedServer.DriveId);
        var own = (await (await ann.Client.GetAsync("api/v1/oauth2/token/provider")).JsonAsync()).GetProperty("entries");
        own.GetArrayLength().ShouldBe(1);
        own[0].Text("serviceLogin").ShouldBe(ann.Email);
        own[0].GetRawText().ShouldNotContain("oken\":");
        (await (await bob.Client.GetAsync("api/v1/oauth2/token/provider")).JsonAsync()).GetProperty("entries").GetArrayLength().ShouldBe(0);
        (await bob.Client.GetAsync($"api/v1/oauth2/token/provider/googledrive/user/{ann.Name}")).ShouldBe(HttpStatusCode.Forbidden);
        (await bob.Client.DeleteAsync($"api/v1/oauth2/token/provider/googledrive/user/{ann.Name}")).ShouldBe(HttpStatusCode.Forbidden);
        (await bob.Client.GetAsync("api/v1/oauth2/token/provider?all=true")).ShouldBe(HttpStatusCode.Forbidden);
        using var admin = home.Server.Client();
        (await (await admin.GetAsync($"api/v1/oauth2/token/provider/googledrive/user/{ann.Name}")).JsonAsync()).Text("nuxeoLogin").ShouldBe(ann.Name);
        (await admin.DeleteAsync($"api/v1/user/{ann.Name}")).ShouldBe(HttpStatusCode.NoContent);
        home.Accounts(ann.Name, LinkedServer.DriveId).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_account_whose_address_the_vendor_has_not_verified_is_not_connected()
    {
        using var ann = await home.PersonAsync();
        ann.Drive.IsVerified = false;
        (await (await ann.ConnectAsync(LinkedServer.DriveId)).ShouldBe(HttpStatusCode.Forbidden).Content.ReadAsStringAsync()).ShouldContain("not verified");
        home.Accounts(ann.Name, LinkedServer.DriveId).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_account_acts_for_whoever_asks_and_for_nobody_else()
    {
        await using var drive = await DriveServer.StartAsync();
        var (lena, omar) = (drive.AddAccount("lena@firm.example"), drive.AddAccount("omar@firm.example"));
        var file = lena.AddFile("lena.txt", Content.Of("hers"), "text/plain");
        var keyFile = Path.Combine(Path.GetTempPath(), $"archivolt-key-{Guid.NewGuid():n}.json");
        await File.WriteAllTextAsync(keyFile, drive.AddServiceAccount("robot@firm.example", lena.Email, omar.Email).KeyFile(drive.TokenEndpoint));
        try
        {
            await using var server = await LinkedServer.StartAsync(
                "--Archivolt:LinkedFiles:firm:Type", "GoogleDrive", "--Archivolt:LinkedFiles:firm:ApiUrl", $"{drive.Address}drive/v3", "--Archivolt:LinkedFiles:firm:ServiceAccountKeyFile", keyFile);
            var users = server.Server.Get<IUserStore>();
            foreach (var name in new[] { "lena", "omar" })
                await users.CreateAsync(name, RunningServer.UserPassword, ["members"], new Dictionary<string, string> { ["email"] = $"{name}@firm.example" });
            var access = server.Server.Get<LinkedFileAccess>();
            var key = new Blobs.BlobKey("firm", $"{new LinkedKey(lena.Email, file.Id)}");
            (await access.FindAsync(new Principal("lena", ["members"]), key)).State.ShouldBe(LinkedState.Available);
            (await access.FindAsync(new Principal("omar", ["members"]), key)).State.ShouldBe(LinkedState.NotFound);
            (await access.FindAsync(new Principal(RunningServer.Admin, [Principal.Administrators]), key)).State.ShouldBe(LinkedState.NotConnected);
        }
        finally
        {
            File.Delete(keyFile);
        }
    }

    [Theory]
    [InlineData("Type", "Box", "Type")]
    [InlineData("Typ", "Dropbox", "Typ")]
    [InlineData("ApiUrl", "ftp://x", "ApiUrl")]
    [InlineData("ServiceAccount", "x@y", "ServiceAccountKeyFile")]
    [InlineData("ServiceAccountKeyFile", "/nowhere.json", "ServiceAccountKeyFile")]
    [InlineData("Enabled", "perhaps", "Enabled")]
    public async Task A_setting_that_cannot_be_is_named_at_the_start(string name, string value, string named)
    {
        string[] args = ["--Archivolt:LinkedFiles:x:Type", "GoogleDrive", $"--Archivolt:LinkedFiles:x:{name}", value];
        var refused = await Should.ThrowAsync<Exception>(async () =>
        {
            await using var server = await LinkedServer.StartAsync(args);
        });
        refused.ToString().ShouldContain($"Archivolt:LinkedFiles:x:{named}");
    }

    private static async Task<System.Text.Json.JsonElement> ProviderAsync(Person person, string provider) =>
        await (await person.Client.GetAsync($"api/v1/oauth2/provider/{provider}")).ShouldBe(HttpStatusCode.OK).JsonAsync();

    private sealed class ClockAt(DateTimeOffset time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time;
    }
}
