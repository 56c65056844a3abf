using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests.Moves;

[Collection(nameof(AloneCollection))]
public sealed class SqliteManyMovesTests() : ManyMovesContract(new SqliteTestDatabase(), count: 10_000);

[Collection(nameof(AloneCollection))]
public sealed class PostgresManyMovesTests() : ManyMovesContract(new PostgresTestDatabase(), count: 2_500);

public abstract class ManyMovesContract(TestDatabase database, int count) : MovesContract(database)
{
    [Fact]
    public async Task Thousands_of_blobs_move_while_readers_read_and_the_mover_dies_twice()
    {
        var documents = await AddContentsAsync();
        var plain = new Dictionary<string, IBlobStore>(Stores, StringComparer.Ordinal);
        using var finished = new CancellationTokenSource();
        var readers = Enumerable.Range(1, 3).Select(seed => Task.Run(() => ReadAsync(documents, new Random(seed), finished.Token))).ToList();
        try
        {
            var random = new Random(20300101);
            foreach (var _ in Enumerable.Range(0, 2))
            {
                using var death = new Death(after: random.Next(count / 5, count));
                foreach (var (id, store) in plain)
                    Stores[id] = new MortalStore(store, death);
                await using var doomed = OpenMover();
                await Should.ThrowAsync<OperationCanceledException>(() => doomed.Get<MoveRun>().RunAsync(cancellationToken: death.Token));
            }
            foreach (var (id, store) in plain)
                Stores[id] = store;
            await using var survivor = OpenMover();
            await survivor.Get<IBlobMoves>().RetryAsync();
            (await survivor.Get<MoveRun>().RunAsync()).ShouldNotBeNull().Failed.ShouldBe(0);
        }
        finally
        {
            await finished.CancelAsync();
        }
        (await Task.WhenAll(readers)).Sum().ShouldBeGreaterThan(0);

        (await Queue.CountAsync()).ShouldBe(new MoveTotals(0, 0, 0));
        (await Mover.References.ListAsync("hot").CountAsync()).ShouldBe(0);
        (await Mover.References.ListAsync("cold").Select(reference => reference.Key).Distinct().CountAsync()).ShouldBe(count);
        foreach (var provider in (string[])["hot", "cold"])
            await CollectAsync(provider);
        (await plain["hot"].ListAsync().CountAsync()).ShouldBe(0);
        (await plain["cold"].ListAsync().CountAsync()).ShouldBe(count);
        foreach (var (id, content) in documents)
            (await ContentOfAsync(id)).ShouldBe(content);
        (await MovedAsync()).ShouldBe(count, "each was moved exactly once");
    }

    private async Task<IReadOnlyDictionary<string, string>> AddContentsAsync()
    {
        var root = await Mover.RootAsync();
        var hot = Mover.Get<BlobManager>()["hot"];
        var documents = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, cancellationToken) =>
        {
            var content = $"content {i}";
            var properties = new PropertyMap();
            properties.Set("dc:source", "cold");
            properties.Set(Content, await hot.WriteAsync(BlobSource.FromText(content), cancellationToken: cancellationToken));
            documents[(await Mover.CreateAsync(root, $"d{i}", properties: properties)).Id] = content;
        });
        return documents;
    }

    private Node OpenMover() => Database.Open(
        options => options.AllowMissingContent = false, services => services.Configure<MoveOptions>(options => options.Parallel = 8));

    private async Task<int> ReadAsync(IReadOnlyDictionary<string, string> documents, Random random, CancellationToken cancellationToken)
    {
        var all = documents.ToList();
        var read = 0;
        for (; !cancellationToken.IsCancellationRequested; read++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            var (id, content) = all[random.Next(all.Count)];
            (await ContentOfAsync(id)).ShouldBe(content);
        }
        return read;
    }

    private async Task<string> ContentOfAsync(string id)
    {
        var blob = (BlobInfo)(await Mover.Documents.FindAsync("default", id))!.Properties.Get(Content)!;
        return await ReadAsync(blob.Key);
    }

    private async Task<int> MovedAsync()
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        for (long? before = null; ;)
        {
            var page = await Mover.Audit.QueryAsync(new AuditQuery { EventId = "blobMoved", Before = before, Limit = 1000 });
            foreach (var entry in page)
                moved.Add(entry.DocumentId!).ShouldBeTrue($"{entry.DocumentId} was moved twice");
            if (page.Count < 1000)
                return moved.Count;
            before = page[^1].Id;
        }
    }

    /// <summary>The moment at which a process does nothing any more.</summary>
    private sealed class Death(int after) : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private int _steps = after;

        public CancellationToken Token => _source.Token;

        public void Step()
        {
            if (Interlocked.Decrement(ref _steps) == 0)
                _source.Cancel();
            _source.Token.ThrowIfCancellationRequested();
        }

        public void Dispose() => _source.Dispose();
    }

    /// <summary>A store of a process that dies: every step may be its last, and a commit may happen without anyone hearing of it.</summary>
    private sealed class MortalStore(IBlobStore inner, Death death) : StoreLayer(inner)
    {
        protected override string LayerName => "Mortal";

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            death.Step();
            return base.OpenAsync(key, range, cancellationToken);
        }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            death.Step();
            return new Draft(await base.BeginWriteAsync(options, cancellationToken), death);
        }

        private sealed class Draft(BlobDraft inner, Death death) : BlobDraft
        {
            protected override Stream Content => inner.Body;

            protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
            {
                death.Step();
                var stat = await inner.CommitAsync(key, CancellationToken.None);
                death.Step();
                return stat;
            }

            public override ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
