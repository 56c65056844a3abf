using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Management;

public sealed class CareTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] Administrators = ["api/v1/management/scrub", "api/v1/management/quarantine"];

    [Fact]
    public async Task A_flipped_bit_is_found_told_and_healed_over_http()
    {
        using var client = server.Client();
        var document = await server.CreateAsync();
        var (id, path) = (document.GetProperty("uid").GetString()!, document.GetProperty("path").GetString()!);
        var blob = $"api/v1/id/{id}/@blob/file:content";
        (await client.PutAsync(blob, new ByteArrayContent("precious"u8.ToArray()))).EnsureSuccessStatusCode();
        var key = Archivolt.Blobs.DigestAlgorithm.Sha256.Hash("precious"u8).Hex;
        var file = Directory.GetFiles(Path.Combine(server.DataPath, "binaries", "data"), key, SearchOption.AllDirectories).Single();
        File.Delete(file);
        await File.WriteAllTextAsync(file, "preciouz");

        await ScrubAsync(client);

        var refused = await client.GetAsync(blob);
        refused.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("is damaged and is not sent");
        var line = Lines(await client.GetStringAsync("api/v1/management/quarantine?provider=default")).Single(each => each.GetProperty("key").GetString() == $"default:{key}");
        line.GetProperty("damage").GetString().ShouldBe("WrongDigest");
        var loser = line.GetProperty("documents").EnumerateArray().ShouldHaveSingleItem();
        (loser.GetProperty("path").GetString(), loser.GetProperty("xPath").GetString()).ShouldBe((path, "file:content"));
        var health = await client.GetAsync(new Uri(server.Address, "/health/ready"));
        health.StatusCode.ShouldBe(HttpStatusCode.OK, "the server is ready all the same");
        var told = JsonDocument.Parse(await health.Content.ReadAsStringAsync()).RootElement;
        told.GetProperty("status").GetString().ShouldBe("degraded");
        told.GetProperty("checks").GetProperty("content").GetString().ShouldNotBeNull().ShouldStartWith("degraded: 1 damaged blob");
        var missing = Lines(await CheckAsync(client)).First(each => each.TryGetProperty("key", out var found) && found.GetString() == $"default:{key}");
        missing.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("in quarantine");
        (await client.PostAsync("api/v1/management/quarantine/release", Json.Content(new { key = $"default:{key}" }))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await client.PutAsync(blob, new ByteArrayContent("precious"u8.ToArray()))).EnsureSuccessStatusCode();

        (await client.GetStringAsync(blob)).ShouldBe("precious");
        (await client.GetStringAsync("api/v1/management/quarantine")).ShouldBeEmpty();
        (await client.GetStringAsync("api/v1/management/quarantine?all=true")).ShouldContain("\"Healed\"");
        (await client.GetStringAsync(new Uri(server.Address, "/health/ready"))).ShouldContain("\"ready\"");
    }

    [Fact]
    public async Task Only_administrators_look_after_content_and_wrong_requests_are_told()
    {
        await server.CreateUserAsync("carol");
        using var carol = server.Client("carol");
        foreach (var address in Administrators)
            (await carol.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var client = server.Client();
        (await client.PostAsync("api/v1/management/scrub", Json.Content(new { provider = "none" }))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsync("api/v1/management/scrub", Json.Content(new { provider = "default", bytesPerSecond = 0 }))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("api/v1/management/check", Json.Content(new { }))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("api/v1/management/quarantine/release", Json.Content(new { key = "default:none" }))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.DeleteAsync("api/v1/management/scrub/default")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task ScrubAsync(HttpClient client)
    {
        var before = await StateAsync(client);
        (await client.PostAsync("api/v1/management/scrub", Json.Content(new { provider = "default", bytesPerSecond = 100_000_000 }))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        for (var i = 0; i < 6000; i++)
        {
            var now = await StateAsync(client);
            if (!now.GetProperty("isRunning").GetBoolean() && now.TryGetProperty("ended", out var ended)
                && (!before.TryGetProperty("ended", out var last) || ended.GetString() != last.GetString()))
            {
                return;
            }
            await Task.Delay(10);
        }
        throw new TimeoutException("The scrub did not end.");
    }

    private static async Task<JsonElement> StateAsync(HttpClient client) =>
        JsonDocument.Parse(await client.GetStringAsync("api/v1/management/scrub")).RootElement.GetProperty("entries").EnumerateArray().Single();

    private static async Task<string> CheckAsync(HttpClient client) =>
        await (await client.PostAsync("api/v1/management/check", Json.Content(new { provider = "default" }))).Content.ReadAsStringAsync();

    private static IEnumerable<JsonElement> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
