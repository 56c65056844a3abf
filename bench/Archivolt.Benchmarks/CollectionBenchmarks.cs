using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Sql;
using Archivolt.Providers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Benchmarks;

/// <summary>A plan over a million references and a million files, beside <c>find</c>; and what reserving costs a write.</summary>
internal sealed class CollectionBenchmarks(Scratch scratch, int rounds, bool quick)
{
    private const int OneInOrphans = 20;
    private const double MemoryLimit = 64;

    private readonly int _blobs = quick ? 50_000 : 1_000_000;
    private readonly int _puts = quick ? 400 : 2000;

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        var data = scratch.Folder("collect");
        await AddContentsAsync(data);
        var memory = new Measurement($"plan over {_blobs} references and files, memory growth", "MiB", "the limit", HigherIsBetter: false, Must: 1.0, Goal: 0.5);
        yield return await new Measurement($"plan over {_blobs} references and files", "s", "find -type f", HigherIsBetter: false, Must: 1.5, Goal: 1.0)
            .TakeAsync(rounds, () => PlanAsync(data, memory), () => Shell.TimeAsync($"find {data}/binaries/data -type f > /dev/null"));
        yield return memory;
        yield return await ReservingAsync(writers: 1);
        yield return await ReservingAsync(writers: 16);
    }

    /// <summary>Plans in a process of its own and prints seconds, growth in MiB, orphans and referenced ones.</summary>
    public static async Task PlanHereAsync(string data)
    {
        await using var services = Open(data);
        var collector = services.GetRequiredService<GarbageCollector>();
        // Everything is compiled and opened before it is measured.
        _ = await collector.FindStatusAsync("default");
        _ = await (await collector.PlanAsync(new CollectionRequest("default"))).Take(1).ToListAsync();
        var before = Memory("VmRSS");
        var started = Stopwatch.GetTimestamp();
        var plan = await collector.PlanAsync(new CollectionRequest("default"));
        await foreach (var _ in plan)
        {
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seconds} {Memory("VmHWM") - before} {plan.Tally.Unreferenced} {plan.Tally.Referenced}"));
    }

    private async Task<double> PlanAsync(string data, Measurement memory)
    {
        var output = await Shell.RunAsync($"dotnet {Path.Combine(AppContext.BaseDirectory, "Archivolt.Benchmarks.dll")} collect-plan {data}");
        var figures = output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        if (figures[2] != _blobs / OneInOrphans || figures[3] != _blobs - (_blobs / OneInOrphans))
            throw new InvalidOperationException($"The plan is wrong: {output}");
        memory.Ours.Add(figures[1]);
        memory.Theirs.Add(MemoryLimit);
        return figures[0];
    }

    private async Task<Measurement> ReservingAsync(int writers)
    {
        await using var with = Open(scratch.Folder($"reserved-{writers}"));
        await using var without = Open(scratch.Folder($"unreserved-{writers}"));
        var reserved = with.GetRequiredService<BlobManager>()["default"];
        var bare = without.GetRequiredService<BlobManager>()["default"];
        await bare.EnsureOpenAsync();
        var store = bare.Store;
        var silent = new BlobProvider("default", store);
        return await new Measurement($"put 4 KiB, durable, {writers} writers, reserved", "/s", "not reserved", HigherIsBetter: true, Must: null, Goal: 0.8)
            .TakeAsync(rounds, () => PutsPerSecondAsync(reserved, writers), () => PutsPerSecondAsync(silent, writers));
    }

    private async Task<double> PutsPerSecondAsync(BlobProvider provider, int writers)
    {
        var count = writers == 1 ? _puts : _puts * 4;
        var contents = Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(4096)).ToList();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = writer; i < count; i += writers)
                await provider.WriteAsync(BlobSource.FromBytes(contents[i]));
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Files without content and rows behind the application's back: made in minutes instead of hours.
    private async Task AddContentsAsync(string data)
    {
        await using (var services = Open(data))
        {
            await services.GetRequiredService<BlobManager>().EnsureOpenAsync();
            _ = await services.GetRequiredService<IDocumentStore>().FindByPathAsync("default", "/");
        }
        var old = DateTime.UtcNow.AddDays(-30);
        await using var connection = new SqliteConnection($"Data Source={data}/archivolt.db;Pooling=False");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = connection.CreateCommand();
        insert.CommandText =
            """
            INSERT INTO blob_references (repository, document_id, xpath, provider, key)
            SELECT 'default', (SELECT id FROM documents WHERE path = '/'), 'files:files/' || @number, 'default', @key
            """;
        var number = insert.Parameters.Add("@number", SqliteType.Integer);
        var key = insert.Parameters.Add("@key", SqliteType.Text);
        await insert.PrepareAsync();
        var made = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _blobs; i++)
        {
            var name = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)));
            var folder = $"{data}/binaries/data/{name[..2]}/{name[2..4]}";
            if (made.Add(folder))
                Directory.CreateDirectory(folder);
            File.Create($"{folder}/{name}", 1).Dispose();
            if (i % OneInOrphans == 0)
            {
                File.SetLastWriteTimeUtc($"{folder}/{name}", old);
                continue;
            }
            number.Value = i;
            key.Value = name;
            await insert.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    private static ServiceProvider Open(string data)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(archivolt => archivolt.UseDataPath(data).AddSqlDocuments());
        return services.BuildServiceProvider();
    }

    private static double Memory(string figure) => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(figure, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
