using System.Net;
using Archivolt.Testing;
using Archivolt.Vendors.Drive;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Vendors;

/// <summary>Tokens end when a test wants them to.</summary>
public sealed class TokenTests
{
    private const string Email = "ann@example.org";

    private readonly TestClock _clock = new();

    [Fact]
    public async Task An_access_token_ends_by_the_clock_and_is_refreshed()
    {
        await using var server = await DriveServer.StartAsync(_clock);
        var file = server.AddAccount(Email).AddFile("a.txt", Content.Of("a"));
        var access = server.OAuth.NewAccessToken(Email, DriveServer.Scope);
        (await server.GetAsync($"drive/v3/files/{file.Id}", access)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _clock.Advance(TimeSpan.FromHours(1));
        var refused = await server.GetAsync($"drive/v3/files/{file.Id}", access);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        ((string?)(await Calls.JsonOf(refused))["error"]!["errors"]![0]!["reason"]).ShouldBe("authError");

        var (status, answer) = await server.RefreshAsync(server.OAuth.NewRefreshToken(Email, DriveServer.Scope));
        status.ShouldBe(200);
        answer["refresh_token"].ShouldBeNull();
        server.OAuth.Refreshes.ShouldBe(1);
        (await server.GetAsync($"drive/v3/files/{file.Id}", (string?)answer["access_token"])).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Dropbox_tells_expired_tokens_from_invalid_ones()
    {
        await using var server = await DropboxServer.StartAsync(_clock);
        server.AddAccount(Email);
        var access = server.OAuth.NewAccessToken(Email);
        await ShouldBeAsync("null", access, 200, summary: null);
        _clock.Advance(TimeSpan.FromHours(4));
        await ShouldBeAsync("null", access, 401, "expired_access_token/..");
        await ShouldBeAsync("null", "unknown", 401, "invalid_access_token/..");
        await ShouldBeAsync("null", server.OAuth.NewAccessToken(Email, "files.content.read"), 401, "missing_scope/..");

        async Task ShouldBeAsync(string argument, string token, int status, string? summary)
        {
            using var response = await server.CallAsync("users/get_current_account", token, argument);
            ((int)response.StatusCode).ShouldBe(status);
            ((string?)(await Calls.JsonOf(response))["error_summary"]).ShouldBe(summary);
        }
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_used_once()
    {
        await using var server = await DropboxServer.StartAsync(_clock);
        server.AddAccount(Email);
        server.OAuth.RotatesRefreshTokens = true;
        var first = server.OAuth.NewRefreshToken(Email);
        var second = (string)(await server.RefreshAsync(first)).Answer["refresh_token"]!;
        (await server.RefreshAsync(first)).Answer["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        (await server.RefreshAsync(second)).Status.ShouldBe(200);
        server.OAuth.Refreshes.ShouldBe(2);
    }

    [Fact]
    public async Task Who_takes_consent_back_ends_all_tokens()
    {
        await using var server = await DriveServer.StartAsync(_clock);
        server.AddAccount(Email);
        var (access, refresh) = (server.OAuth.NewAccessToken(Email, DriveServer.Scope), server.OAuth.NewRefreshToken(Email, DriveServer.Scope));
        server.OAuth.Revoke(Email);
        var (status, answer) = await server.RefreshAsync(refresh);
        (status, (string?)answer["error"]).ShouldBe((400, "invalid_grant"));
        (await server.GetAsync("drive/v3/about?fields=user", access)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_declines_is_sent_back_with_the_error()
    {
        await using var server = await DropboxServer.StartAsync(_clock);
        var query = $"client_id={server.OAuth.ClientId}&response_type=code&redirect_uri=http://localhost:1/back&state=s";
        using var answer = await server.GetAsync("oauth2/authorize?" + query, token: null);
        answer.Headers.Location.ShouldBe(new Uri("http://localhost:1/back?error=access_denied&state=s"));
    }

    [Theory]
    [InlineData("archivolt-client:archivolt-client-secret", 200)]
    [InlineData("archivolt-client:wrong", 401)]
    [InlineData("another:archivolt-client-secret", 401)]
    public async Task A_client_may_prove_itself_in_the_header(string basic, int expected)
    {
        await using var server = await DriveServer.StartAsync(_clock);
        server.AddAccount(Email);
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = server.OAuth.NewRefreshToken(Email) };
        (await server.TokenAsync(form, basic)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_scope_that_reads_does_not_keep_revisions()
    {
        await using var server = await DriveServer.StartAsync(_clock);
        var file = server.AddAccount(Email).AddFile("a.txt", Content.Of("a"));
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(server.Address, $"drive/v3/files/{file.Id}/revisions/{file.Head!.Id}"))
        {
            Content = new StringContent("{\"keepForever\":true}", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", server.OAuth.NewAccessToken(Email, DriveServer.ReadOnlyScope));
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        ((string?)(await Calls.JsonOf(response))["error"]!["errors"]![0]!["reason"]).ShouldBe("insufficientPermissions");
        file.Head.IsKept.ShouldBeFalse();
    }
}
