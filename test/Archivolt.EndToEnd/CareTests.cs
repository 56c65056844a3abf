using System.Net;
using System.Text.Json;

namespace Archivolt.EndToEnd;

/// <summary>Damage on a real disk, seen by real processes: command line, server, and a scrub that is killed.</summary>
public sealed class CareTests : TestFolder
{
    [Fact]
    public async Task A_killed_scrub_is_taken_up_and_finds_the_damage()
    {
        var config = Path.Combine(Folder, "care.json");
        await File.WriteAllTextAsync(config,
            """{ "Archivolt": { "LeaseTime": "00:00:02", "Scrub": { "CheckpointEvery": "00:00:00" }, "Providers": { "default": { "Durability": "None" } } } }""");
        var files = Enumerable.Range(0, 200).Select(number => Path.Combine(Folder, $"{number}.txt")).ToList();
        foreach (var file in files)
            await File.WriteAllTextAsync(file, file);
        var put = (await CliProcess.RunAsync(["put", "default", .. files, "--data", Folder, "--config", config])).ShouldExitWith(0);
        var keys = put.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal).ToList();
        Flip(keys[^1]);

        // So slow that it is killed on the way.
        await using (var server = await ServerProcess.StartAsync(Folder, "--config", config))
        {
            await StartAsync(server, bytesPerSecond: 500);
            await Eventually.BecomesTrueAsync(async () => (await StateAsync(server)).TryGetProperty("blobs", out var blobs) && blobs.GetInt64() > 3);
            server.Kill();
        }

        await using (var server = await ServerProcess.StartAsync(Folder, "--config", config))
        {
            var left = (await StateAsync(server)).GetProperty("blobs").GetInt64();
            left.ShouldBeInRange(1, 150);
            // The lease of the dead server runs out first.
            await Eventually.BecomesTrueAsync(async () => !(await StateAsync(server)).GetProperty("isRunning").GetBoolean());
            await StartAsync(server, bytesPerSecond: 100_000_000);
            await Eventually.BecomesTrueAsync(async () => (await StateAsync(server)).TryGetProperty("ended", out _));
            var state = await StateAsync(server);
            state.GetProperty("pass").GetInt64().ShouldBe(1);
            state.GetProperty("blobs").GetInt64().ShouldBe(200);
            state.GetProperty("damaged").GetInt64().ShouldBe(1);
            (await server.Client.GetStringAsync("/nuxeo/api/v1/management/quarantine")).ShouldContain(keys[^1]);
            (await server.Client.GetStringAsync("/health/ready")).ShouldContain("degraded");
        }
    }

    private void Flip(string key)
    {
        var file = Directory.GetFiles(Path.Combine(Folder, "binaries", "data"), key["default:".Length..], SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[0] ^= 1;
        File.Delete(file); // stored files are read-only
        File.WriteAllBytes(file, bytes);
    }

    private static async Task StartAsync(ServerProcess server, long bytesPerSecond)
    {
        var body = new StringContent(JsonSerializer.Serialize(new { provider = "default", bytesPerSecond }), System.Text.Encoding.UTF8, "application/json");
        (await server.Client.PostAsync("/nuxeo/api/v1/management/scrub", body)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private static async Task<JsonElement> StateAsync(ServerProcess server)
    {
        using var answer = JsonDocument.Parse(await server.Client.GetStringAsync("/nuxeo/api/v1/management/scrub"));
        return answer.RootElement.GetProperty("entries").EnumerateArray().Single().Clone();
    }
}
