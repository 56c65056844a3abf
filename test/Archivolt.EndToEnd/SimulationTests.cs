using System.Globalization;
using System.Text;
using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Sql;
using Archivolt.Postgres;
using Archivolt.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.EndToEnd;

/// <summary>Rules tried out over thousands of documents, in a server and by the command line.</summary>
public sealed class SimulationTests : TestFolder
{
    private const int Documents = 30_000;
    private const long MebiByte = 1024 * 1024;
    private const long MostMemory = 250 * MebiByte;

    private const string Rules = """{ "Rules": [{ "When": "dc:title~*7", "Provider": "sevens" }], "Default": "default" }""";

    [Fact]
    public async Task Thousands_of_documents_are_simulated_in_constant_memory_with_progress()
    {
        var config = Path.Combine(Folder, "settings.json");
        await File.WriteAllTextAsync(config, $$"""
            { "Archivolt": { "Database": {{JsonSerializer.Serialize(ServerDatabase.SettingFor(Folder))}}, "Providers": { "default": { "Type": "File" }, "sevens": { "Type": "File", "Path": "sevens" } },
                             "Dispatch": { "Rules": [{ "When": "dc:title=x", "Provider": "sevens" }], "Default": "default" } } }
            """);
        await using var server = await ServerProcess.StartAsync(Folder, "--config", config);
        await AddContentsAsync(config);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/nuxeo/api/v1/management/simulate?details=true")
        {
            Content = new StringContent(Rules, Encoding.UTF8, "application/json"),
        };
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var (moves, progress, summary) = (0, 0, default(JsonElement));
        while (await lines.ReadLineAsync() is { } line)
        {
            var json = JsonDocument.Parse(line).RootElement;
            moves += json.TryGetProperty("from", out _) ? 1 : 0;
            progress += json.TryGetProperty("progress", out _) ? 1 : 0;
            if (json.TryGetProperty("summary", out var sums))
                summary = sums;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{server.PeakMemory / MebiByte} MiB of memory, {progress} reports of progress");
        moves.ShouldBe(Documents / 10);
        summary.GetProperty("blobs").GetInt64().ShouldBe(Documents);
        summary.GetProperty("moves")[0].GetProperty("blobs").GetInt64().ShouldBe(Documents / 10);
        summary.GetProperty("moves")[0].GetProperty("bytes").GetInt64().ShouldBe(Documents / 10 * 1000L);
        server.PeakMemory.ShouldBeLessThan(MostMemory);

        var rules = Path.Combine(Folder, "rules.json");
        await File.WriteAllTextAsync(rules, Rules);
        var run = (await CliProcess.RunAsync("simulate", "--rules", rules, "--data", Folder, "--config", config)).ShouldExitWith(0);
        run.Text.ShouldContain($"{Documents} blobs; would move: {Documents / 10} from default to sevens");
    }

    // Beside the running server, which holds the same database; content is not needed.
    private async Task AddContentsAsync(string config)
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(config)
            .AddInMemoryCollection([new("Archivolt:DataPath", Folder), new("Archivolt:ReadOnly", "true")])
            .Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddInstallation(configuration);
        services.Configure<SqlDocumentsOptions>(options => options.AllowMissingContent = true);
        await using var built = services.BuildServiceProvider();
        var documents = built.GetRequiredService<IDocumentStore>();
        var parent = (await documents.FindByPathAsync("default", "/default-domain/workspaces"))!;
        await Parallel.ForAsync(0, Documents, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, cancellationToken) =>
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            var document = new Document { Repository = "default", Id = "", ParentId = parent.Id, Name = name, Path = "", Type = "File" };
            document.Properties.Set("dc:title", name);
            document.Properties.Set("file:content", new BlobInfo { Key = new BlobKey("default", number.ToString("x64", CultureInfo.InvariantCulture)), Length = 1000 });
            await documents.CreateAsync(document, cancellationToken: cancellationToken);
        });
    }
}
