using System.Text.Json;
using Archivolt.Configuration;
using Archivolt.Documents.Collection;
using Archivolt.Stores.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests.Collection;

/// <summary>
/// Collections recorded from the platform: what it keeps is kept, what it deletes is deleted after the grace, and the numbers are the same. Two
/// differences are meant: files that are nobody's blob are not ours to delete, inside the store and even less behind a link that leads out of it.
/// </summary>
public sealed class CollectionVectorTests : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly SqliteTestDatabase _database = new();

    public static TheoryData<string, int> Vectors()
    {
        var data = new TheoryData<string, int>();
        foreach (var (vector, index) in Read().Select((vector, index) => (vector, index)))
            data.Add(vector.GetProperty("id").GetString()!, index);
        return data;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_recorded_collection_ends_the_same_way(string id, int index)
    {
        var vector = Read()[index];
        var home = Path.Combine(_database.Home, "store");
        var marks = vector.GetProperty("marks").EnumerateArray().Select(mark => mark.GetString()!).ToHashSet(StringComparer.Ordinal);
        var node = _database.Open(null, services => services.AddArchivolt(archivolt =>
        {
            archivolt.AddProvider("default", _ => FileStore.Open(new FileStoreOptions { Path = home, TimeProvider = _database.Clock }));
            archivolt.Services.AddSingleton<IBlobReferences>(new Marks(marks));
        }));
        await node.Get<Archivolt.Providers.BlobManager>().EnsureOpenAsync();
        foreach (var file in vector.GetProperty("files").EnumerateArray())
            Lay(home, file);
        var collector = node.Get<GarbageCollector>();
        var request = new CollectionRequest("default") { Grace = Grace, Measure = true, EvenIfUnreferenced = true };

        var plan = await collector.PlanAsync(request);
        await plan.ToListAsync();
        var tally = plan.Tally;
        var status = vector.GetProperty("status");
        var isDifferent = id is "stray-files" or "symlink";
        (tally.Referenced + tally.Young).ShouldBe(status.GetProperty("numBinaries").GetInt64());
        (tally.ReferencedBytes!.Value + tally.YoungBytes).ShouldBe(status.GetProperty("sizeBinaries").GetInt64());
        tally.Unreferenced.ShouldBe(isDifferent ? 0 : status.GetProperty("numBinariesGC").GetInt64());
        tally.UnreferencedBytes.ShouldBe(isDifferent ? 0 : status.GetProperty("sizeBinariesGC").GetInt64());

        if (vector.GetProperty("delete").GetBoolean())
        {
            var before = Files(home);
            await collector.CondemnAsync(request);
            Files(home).ShouldBe(before);
            _database.Clock.Advance(Grace);
            await collector.PurgeAsync(request);
        }
        string[] kept = id switch
        {
            "stray-files" => ["data/0cc175b9c0f1b6a831c399e269772661", "data/bin_123.tmp", "data/d4/stray.txt"],
            "symlink" => ["data/ln/x", "outside/x"],
            _ => [],
        };
        Files(home).ShouldBe(vector.GetProperty("remaining").EnumerateArray().Select(name => name.GetString()!)
            .Where(name => !name.EndsWith('/')).Concat(kept).Order(StringComparer.Ordinal));
    }

    private static List<JsonElement> Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", "gc.json"));
        return [.. JsonSerializer.Deserialize<JsonElement>(file).EnumerateArray()];
    }

    private static List<string> Files(string home) =>
        [.. Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(home, file))
            .Where(file => file != "archivolt-owner.json").Order(StringComparer.Ordinal)];

    private void Lay(string home, JsonElement file)
    {
        var path = Path.Combine(home, file.GetProperty("path").GetString()!);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (file.TryGetProperty("link", out var link))
        {
            File.CreateSymbolicLink(path, link.GetString()!);
        }
        else if (file.TryGetProperty("dir", out _))
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllBytes(path, new byte[file.GetProperty("size").GetInt32()]);
            File.SetLastWriteTimeUtc(path, file.TryGetProperty("epoch", out _)
                ? DateTime.UnixEpoch
                : (_database.Clock.GetUtcNow() - TimeSpan.FromSeconds(file.GetProperty("ageSeconds").GetDouble())).UtcDateTime);
        }
    }

    /// <summary>The keys that were marked.</summary>
    private sealed class Marks(IEnumerable<string> keys) : IBlobReferences
    {
        public Task<IReadOnlyList<string>> ListProvidersAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IAsyncEnumerable<BlobReference> ListAsync(string provider, string? afterKey = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<string> ListKeysAsync(string provider, string? after = null, CancellationToken cancellationToken = default) =>
            keys.Order(Stores.KeyOrder.Comparer).SkipWhile(key => !Stores.KeyOrder.IsAfter(key, after)).ToAsyncEnumerable();

        public Task<IReadOnlyList<BlobReference>> FindAsync(string provider, string key, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
