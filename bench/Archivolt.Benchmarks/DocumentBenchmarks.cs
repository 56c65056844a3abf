using System.Diagnostics;
using Archivolt.Configuration;
using Archivolt.Documents;
using Archivolt.Documents.Sql;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Benchmarks;

/// <summary>First pages of a folder and of queries among very many documents, beside limits.</summary>
/// <param name="scratch">Where the server has its data.</param>
/// <param name="rounds">Counted rounds.</param>
/// <param name="quick">Fewer documents.</param>
/// <param name="database">A PostgreSQL connection string of an empty database; null for SQLite.</param>
internal sealed class DocumentBenchmarks(Scratch scratch, int rounds, bool quick, string? database)
{
    private const int Creators = 64;
    private const double QueryLimit = 20;
    private const double PageLimit = 150;
    private const string Folder = "/default-domain/workspaces";

    private readonly int _documents = quick ? 5000 : 100_000;

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        var data = scratch.Folder("documents");
        await AddDocumentsAsync(data);
        await using var server = await ServerProcess.StartAsync(data, database is null ? [] : [new("Archivolt__Database", database)]);
        var among = $"among {_documents} documents on {(database is null ? "SQLite" : "PostgreSQL")}";
        foreach (var (name, query) in ((string, string)[])
            [
                ("one title", "SELECT * FROM Document WHERE dc:title = 'Title 00042'"),
                ("titles from one on, in order", "SELECT * FROM Document WHERE dc:title > 'Title 00042' ORDER BY dc:title"),
                ("the newest", "SELECT * FROM Document WHERE ecm:isTrashed = 0 ORDER BY dc:modified DESC"),
            ])
        {
            yield return await TakeAsync(server, $"query: {name}, {among}", $"api/v1/search/lang/NXQL/execute?pageSize=50&query={Uri.EscapeDataString(query)}", QueryLimit);
        }
        yield return await TakeAsync(server, $"children, first page, {among}", $"api/v1/path{Folder}/@children?pageSize=50", PageLimit);
        yield return await TakeAsync(server, $"console's page of the folder, {among}", $"{server.BaseUrl}/console/documents{Folder}", PageLimit);
    }

    private async Task<Measurement> TakeAsync(ServerProcess server, string name, string url, double limit) =>
        await new Measurement(name, "ms", "the limit", HigherIsBetter: false, Must: 1.0, Goal: 0.5).TakeAsync(rounds, async () =>
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await server.Client.GetAsync(url);
            answer.EnsureSuccessStatusCode();
            _ = await answer.Content.ReadAsByteArrayAsync();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }, () => Task.FromResult(limit));

    private async Task AddDocumentsAsync(string data)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(archivolt => archivolt.UseDataPath(data).AddSqlDocuments(options =>
        {
            if (database is not null)
                options.Database = database;
        }));
        await using var provider = services.BuildServiceProvider();
        var documents = provider.GetRequiredService<IDocumentStore>();
        var folder = (await documents.FindByPathAsync("default", Folder))!;
        await Parallel.ForAsync(0, _documents, new ParallelOptions { MaxDegreeOfParallelism = Creators }, async (number, cancellationToken) =>
        {
            var properties = new PropertyMap();
            properties.Set("dc:title", $"Title {number:D5}");
            await documents.CreateAsync(
                new Document { Repository = "default", Id = "", ParentId = folder.Id, Name = $"document-{number}", Path = "", Type = "File", Properties = properties }, cancellationToken: cancellationToken);
        });
    }
}
