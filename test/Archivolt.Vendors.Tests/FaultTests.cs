using System.Net;
using System.Net.Http.Headers;
using Archivolt.Testing;
using Archivolt.Vendors.Drive;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Vendors;

/// <summary>What goes wrong, goes wrong as often and as late as a test says.</summary>
public sealed class FaultTests
{
    private const string Email = "ann@example.org";

    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(429, null, "rateLimitExceeded")]
    [InlineData(403, null, "rateLimitExceeded")]
    [InlineData(403, "userRateLimitExceeded", "userRateLimitExceeded")]
    [InlineData(503, null, "backendError")]
    public async Task Drive_fails_as_often_as_it_is_told(int status, string? reason, string expected)
    {
        await using var server = await DriveServer.StartAsync(_clock);
        var file = server.AddAccount(Email).AddFile("a.txt", Content.Of("a"));
        var token = server.OAuth.NewAccessToken(Email, DriveServer.Scope);
        server.Faults.Answer("/files/", status, times: 2, reason, TimeSpan.FromSeconds(7));
        for (var call = 0; call < 2; call++)
        {
            using var refused = await server.GetAsync($"drive/v3/files/{file.Id}", token);
            ((int)refused.StatusCode).ShouldBe(status);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
            ((string?)(await Calls.JsonOf(refused))["error"]!["errors"]![0]!["reason"]).ShouldBe(expected);
        }
        (await server.GetAsync($"drive/v3/files/{file.Id}", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        server.Requests.Of("/files/").Select(request => (request.Status, request.Account))
            .ShouldBe([(status, null), (status, null), (200, Email)]);
    }

    [Fact]
    public async Task Dropbox_asks_for_patience_in_its_own_words()
    {
        await using var server = await DropboxServer.StartAsync(_clock);
        server.Faults.Answer("get_metadata", 429, retryAfter: TimeSpan.FromSeconds(7));
        using var refused = await server.CallAsync("files/get_metadata", "any", "{}");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        var error = (await Calls.JsonOf(refused))["error"]!;
        ((string?)error["reason"]![".tag"], (int)error["retry_after"]!).ShouldBe(("too_many_requests", 7));
    }

    [Fact]
    public async Task A_content_is_cut_and_its_tokens_end_in_the_middle()
    {
        await using var server = await DriveServer.StartAsync(_clock);
        var content = Content.Generated(3 << 20, seed: 5);
        var file = server.AddAccount(Email).AddFile("a.bin", content);
        var token = server.OAuth.NewAccessToken(Email, DriveServer.Scope);
        server.Faults.CutContent("alt=media", after: 1_000_000, then: () => server.OAuth.ExpireAccessTokens());

        using var cut = await server.GetAsync($"drive/v3/files/{file.Id}?alt=media", token);
        cut.Content.Headers.ContentLength.ShouldBe(content.Length);
        var received = new MemoryStream();
        await Should.ThrowAsync<HttpIOException>(async () => await (await cut.Content.ReadAsStreamAsync()).CopyToAsync(received));
        received.Length.ShouldBe(1_000_000);
        server.Requests.Of("alt=media").Single().Sent.ShouldBe(1_000_000);

        var rest = new RangeHeaderValue(received.Length, null);
        (await server.GetAsync($"drive/v3/files/{file.Id}?alt=media", token, rest)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var resumed = await server.GetAsync($"drive/v3/files/{file.Id}?alt=media", server.OAuth.NewAccessToken(Email, DriveServer.Scope), rest);
        await resumed.Content.CopyToAsync(received);
        received.ToArray().ShouldBe(content.ToArray());
    }

    [Theory]
    [InlineData(null, 4L, 1_073_741_820L, 1_073_741_823L)]
    [InlineData(1_048_570L, 1_048_580L, 1_048_570L, 1_048_580L)]
    [InlineData(1_073_741_820L, 9_999_999_999L, 1_073_741_820L, 1_073_741_823L)]
    public async Task A_range_of_a_gibibyte_takes_no_more_than_the_range(long? from, long? to, long first, long last)
    {
        await using var drive = await DriveServer.StartAsync(_clock);
        var content = Content.Generated(1 << 30);
        var file = drive.AddAccount(Email).AddFile("large.bin", content);
        var token = drive.OAuth.NewAccessToken(Email, DriveServer.Scope);
        using var answer = await drive.GetAsync($"drive/v3/files/{file.Id}?alt=media", token, new RangeHeaderValue(from, to));
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {first}-{last}/{1 << 30}");
        var expected = new byte[last - first + 1];
        content.Read(first, expected);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Links_end_by_the_clock()
    {
        await using var server = await DropboxServer.StartAsync(_clock);
        server.AddAccount(Email).AddFile("/a.txt", Content.Of("a"));
        using var answer = await server.CallAsync("files/get_temporary_link", server.OAuth.NewAccessToken(Email), "{\"path\":\"/a.txt\"}");
        var link = (string)(await Calls.JsonOf(answer))["link"]!;
        (await (await server.GetAsync(link, token: null)).Content.ReadAsStringAsync()).ShouldBe("a");
        _clock.Advance(TimeSpan.FromHours(4));
        (await server.GetAsync(link, token: null)).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }
}
