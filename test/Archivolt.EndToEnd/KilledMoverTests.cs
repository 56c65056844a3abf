using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Archivolt.EndToEnd;

/// <summary>kill -9, twice, while every blob moves to another provider and people read: they read the right bytes, and each blob moves once.</summary>
public sealed class KilledMoverTests : TestFolder
{
    private const int Documents = 300;
    private const string Management = "/nuxeo/api/v1/management";

    private readonly ConcurrentDictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    [Fact]
    public async Task Readers_notice_nothing_and_every_blob_moves_once()
    {
        var random = new Random(20300101);
        await using (var server = await StartAsync("hot"))
            await Parallel.ForAsync(0, Documents, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await UploadAsync(server, i));

        var left = Documents;
        for (var death = 0; death < 2; death++)
        {
            await using var server = await StartAsync("cold");
            if (death == 0)
                (await server.Client.PostAsync($"{Management}/tiering/run", null)).EnsureSuccessStatusCode();
            var killAt = random.Next(left / 3, left - 20);
            var readers = Enumerable.Range(0, 2).Select(seed => ReadUntilKilledAsync(server, new Random(seed))).ToList();
            while ((left = await LeftAsync(server)) > killAt)
            {
                // The next request is the wait.
            }
            server.Kill();
            await Task.WhenAll(readers);
            left.ShouldBeGreaterThan(0, "it is to die in the middle");
        }

        await using var survivor = await StartAsync("cold");
        while (await LeftAsync(survivor) > 0)
        {
            // The next request is the wait.
        }
        foreach (var (document, content) in _contents)
            (await survivor.Client.GetByteArrayAsync(ServerProcess.MainFileOf(document))).ShouldBe(content);
        (await MovedAsync(survivor)).ShouldBe(Documents);
        var listed = (await CliProcess.RunAsync("ls", "cold", "--data", Folder, "--config", ConfigOf("cold"))).ShouldExitWith(0);
        listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Documents, "each content once");
        (await CliProcess.RunAsync("verify", "cold", "--data", Folder, "--config", ConfigOf("cold"))).ShouldExitWith(0);
    }

    private async Task UploadAsync(ServerProcess server, int number)
    {
        var content = new byte[number % 10 == 0 ? 300_000 : 100 + number];
        new Random(number).NextBytes(content);
        var document = await server.CreateDocumentAsync($"d{number}");
        using var response = await server.Client.PutAsync(ServerProcess.MainFileOf(document), new ByteArrayContent(content));
        response.EnsureSuccessStatusCode();
        _contents[document] = content;
    }

    private async Task ReadUntilKilledAsync(ServerProcess server, Random random)
    {
        var all = _contents.ToList();
        while (true)
        {
            var (document, content) = all[random.Next(all.Count)];
            byte[] read;
            try
            {
                using var response = await server.Client.GetAsync(ServerProcess.MainFileOf(document));
                response.StatusCode.ShouldBe(HttpStatusCode.OK, document);
                read = await response.Content.ReadAsByteArrayAsync();
            }
            catch (HttpRequestException)
            {
                return; // Killed.
            }
            read.ShouldBe(content, document);
        }
    }

    // What the look at all documents has not noted yet is left too.
    private static async Task<int> LeftAsync(ServerProcess server)
    {
        var tiering = await server.Client.GetFromJsonAsync<JsonElement>($"{Management}/tiering");
        var moves = await server.Client.GetFromJsonAsync<JsonElement>($"{Management}/moves?limit=0");
        var isNoted = tiering.TryGetProperty("progress", out var progress) && progress.GetProperty("finished").ValueKind == JsonValueKind.String;
        return isNoted ? moves.GetProperty("waiting").GetInt32() + moves.GetProperty("failed").GetInt32() : Documents;
    }

    private static async Task<int> MovedAsync(ServerProcess server)
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var audit = await server.Client.GetFromJsonAsync<JsonElement>($"{Management}/audit?eventId=blobMoved&limit=1000");
        foreach (var entry in audit.GetProperty("entries").EnumerateArray())
            moved.Add(entry.GetProperty("docUUID").GetString()!).ShouldBeTrue("no blob moves twice");
        return moved.Count;
    }

    private Task<ServerProcess> StartAsync(string provider) => ServerProcess.StartAsync(Folder, "--config", ConfigOf(provider));

    private string ConfigOf(string provider)
    {
        var file = Path.Combine(Folder, $"{provider}.json");
        File.WriteAllText(file, $$$$"""
            {"Archivolt": {"LeaseTime": "00:00:02", "Providers": {"hot": {"Type": "File", "Path": "hot"}, "cold": {"Type": "File", "Path": "cold"}},
              "Dispatch": {"Rules": [{"When": "blob:length=-2", "Provider": "hot"}, {"When": "blob:length=-3", "Provider": "cold"}], "Default": "{{{{provider}}}}"}}}
            """);
        return file;
    }
}
