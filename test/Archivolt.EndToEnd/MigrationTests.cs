using System.Text.Json;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>kill -9 while a server migrates a provider, with people reading and writing: nothing is lost, nothing is there twice.</summary>
public sealed class MigrationTests : TestFolder
{
    private const int Documents = 200;

    private readonly string _config;

    public MigrationTests()
    {
        _config = Path.Combine(Folder, "settings.json");
        Configure("""{ "Path": "old" }""");
    }

    [Fact]
    public async Task A_migration_killed_twice_ends_with_every_blob_once_in_the_new_store()
    {
        var contents = new Dictionary<string, (int Length, int Seed)>(StringComparer.Ordinal);
        await using (var server = await ServerProcess.StartAsync(Folder, "--config", _config))
        {
            for (var number = 0; number < Documents; number++)
                await StoreAsync(server, contents, number);
        }
        Configure("""{ "Path": "new", "MigrateFrom": { "Path": "old" } }""");

        foreach (var round in new[] { 0, 1 })
        {
            await using var server = await ServerProcess.StartAsync(Folder, "--config", _config);
            if (round == 0)
                await AskAsync(server, "start");
            await StoreAsync(server, contents, Documents + round);
            await ReadAsync(server, contents, $"document-{round}");
            // Copied by the server itself, in round 1 without being told again.
            var copied = Documents * (round + 1) / 4;
            await Eventually.BecomesTrueAsync(() => Files("new").Length >= copied);
            server.Kill();
        }
        await using (var server = await ServerProcess.StartAsync(Folder, "--config", _config))
        {
            await UntilAsync(server, "verified");
            await AskAsync(server, "purge");
            await UntilAsync(server, "purged");
            foreach (var document in contents.Keys)
                await ReadAsync(server, contents, document);
        }

        Files("old").ShouldBeEmpty();
        Files("new").Length.ShouldBe(contents.Count);
        // The new store is the provider's own now.
        Configure("""{ "Path": "new" }""");
        (await CliProcess.RunAsync("verify", "default", "--data", Folder, "--config", _config)).ShouldExitWith(0).Text.ShouldContain($"{contents.Count} sound");
    }

    private void Configure(string provider) => File.WriteAllText(_config, $$"""
        { "Archivolt": { "Database": {{JsonSerializer.Serialize(ServerDatabase.SettingFor(Folder))}}, "LeaseTime": "00:00:02", "Providers": { "default": {{provider}} } } }
        """);

    private string[] Files(string store) => Directory.Exists(Path.Combine(Folder, store, "data"))
        ? Directory.GetFiles(Path.Combine(Folder, store, "data"), "*", SearchOption.AllDirectories)
        : [];

    private static async Task StoreAsync(ServerProcess server, Dictionary<string, (int Length, int Seed)> contents, int number)
    {
        var name = $"document-{number}";
        contents[name] = (20_000 + number * 997, number);
        using var content = new GeneratedStream(contents[name].Length, number);
        using var answer = await server.Client.PutAsync(ServerProcess.MainFileOf(await server.CreateDocumentAsync(name)), new StreamContent(content));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task ReadAsync(ServerProcess server, Dictionary<string, (int Length, int Seed)> contents, string name)
    {
        var bytes = await server.Client.GetByteArrayAsync(ServerProcess.MainFileOf($"{ServerProcess.Workspaces}/{name}"));
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)).ShouldBe(GeneratedStream.DigestOf(contents[name].Length, contents[name].Seed), name);
    }

    private static async Task AskAsync(ServerProcess server, string action) =>
        (await server.Client.PostAsync($"/nuxeo/api/v1/management/migrations/default/{action}", content: null)).EnsureSuccessStatusCode();

    private static async Task UntilAsync(ServerProcess server, string phase)
    {
        var status = "";
        for (var look = 0; look < 600; look++)
        {
            status = await server.Client.GetStringAsync("/nuxeo/api/v1/management/migrations/default");
            if (JsonDocument.Parse(status).RootElement.GetProperty("phase").ValueEquals(phase))
                return;
            await Task.Delay(100);
        }
        Assert.Fail(status);
    }
}
