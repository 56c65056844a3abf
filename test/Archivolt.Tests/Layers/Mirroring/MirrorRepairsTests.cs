using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Tests.Layers.Mirroring;

public sealed class MirrorRepairsTests : IAsyncDisposable
{
    private readonly CountedStore _good = new();
    private readonly MemoryStore _bad = new("copy");

    [Fact]
    public async Task A_repair_opens_the_good_copy_once_and_asks_for_it_again_only_before_it_commits()
    {
        await using (var draft = await _good.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(new byte[] { 1, 2, 3 });
            await draft.CommitAsync("key");
        }
        (await RepairAsync()).ShouldNotBeNull();
        _good.Calls.ShouldBe(["open", "stat"]);
        (await _bad.StatAsync("key"))!.Value.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Without_a_good_copy_there_is_nothing_to_repair()
    {
        (await RepairAsync()).ShouldBeNull();
        (await _bad.StatAsync("key")).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_copy_that_was_written_meanwhile_is_not_replaced(bool wasThere, bool keepDamaged)
    {
        await PutAsync(_good, "key", 1);
        if (wasThere)
            await PutAsync(_bad, "key", 2);
        var seen = await _bad.StatAsync("key");
        await PutAsync(_bad, "key", 3);
        (await RepairAsync(seen, keepDamaged)).ShouldBeNull();
        (await ReadAsync(_bad, "key")).ShouldBe(3);
    }

    [Fact]
    public async Task A_copy_that_is_written_right_before_it_would_be_replaced_stays()
    {
        await PutAsync(_good, "key", 1);
        await PutAsync(_bad, "key", 2);
        // Another node, which no lock of this process keeps out.
        var meeting = new MeetingStore(_bad, () => PutAsync(_bad, "key", 3));
        var repair = Repairs().CopyAsync("key", _good, meeting, await _bad.StatAsync("key"), expected: null, keepDamaged: false, CancellationToken.None);
        (await repair).ShouldBeNull();
        (await ReadAsync(_bad, "key")).ShouldBe(3);
    }

    [Fact]
    public async Task Readers_begin_a_few_repairs_and_leave_the_rest_to_later_ones()
    {
        var log = new RepairLog();
        await using var copy = new HeldStore();
        var mirrored = new Mirrored(copy, _good, logger: log);
        for (var number = 0; number < 100; number++)
        {
            await PutAsync(_good, $"key{number}", 1);
            (await ReadAsync(mirrored, $"key{number}")).ShouldBe(1);
            (await mirrored.StatAsync($"key{number}")).ShouldNotBeNull();
        }
        copy.Release();
        await mirrored.WhenIdleAsync();
        copy.Writes.ShouldBe(4, "one for each key, and no more at once");
        log.Messages.Count(message => message.Contains("cannot keep up", StringComparison.Ordinal)).ShouldBe(1);
        log.Messages.ShouldContain("192 repairs were left to later reads and the scrub.");

        (await ReadAsync(mirrored, "key99")).ShouldBe(1);
        await mirrored.WhenIdleAsync();
        (await ReadAsync(copy, "key99")).ShouldBe(1, "there is room again");
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(16, 2)]
    [InlineData(7, 1)]
    public async Task Readers_repairs_share_a_number_of_bytes_and_what_is_larger_is_repaired_alone(long most, int repaired)
    {
        await using var copy = new HeldStore();
        var repairs = new MirrorRepairs(new KeyLocks(), logger: null, mostBytes: most);
        foreach (var key in new[] { "one", "two" })
        {
            await PutAsync(_good, key, 1, 1, 1, 1, 1, 1, 1, 1);
            repairs.Start(key, 8, _good, copy, BlobException.NotFound("copy", key));
        }
        copy.Release();
        await repairs.WhenIdleAsync();
        copy.Writes.ShouldBe(repaired);
    }

    public async ValueTask DisposeAsync()
    {
        await _good.DisposeAsync();
        await _bad.DisposeAsync();
    }

    private Task<Repair?> RepairAsync(BlobStat? present = null, bool keepDamaged = false) =>
        Repairs().CopyAsync("key", _good, _bad, present, expected: null, keepDamaged, CancellationToken.None);

    private static MirrorRepairs Repairs() => new(new KeyLocks(), logger: null);

    private static async Task PutAsync(IBlobStore store, string key, params byte[] content)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    private static async Task<int> ReadAsync(IBlobStore store, string key)
    {
        await using var content = await store.OpenAsync(key);
        return content.Body.ReadByte();
    }

    /// <summary>Lets writers begin only once it is released.</summary>
    private sealed class HeldStore() : StoreLayer(new MemoryStore("held"))
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public int Writes => Volatile.Read(ref _writes);

        public void Release() => _released.SetResult();

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _writes);
            await _released.Task;
            return await base.BeginWriteAsync(options, cancellationToken);
        }
    }

    /// <summary>Lets something happen between the last look at a blob and the commit that replaces it.</summary>
    private sealed class MeetingStore(IBlobStore inner, Func<Task> meet) : StoreLayer(inner)
    {
        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            var draft = await base.BeginWriteAsync(options, cancellationToken);
            return new LayerDraft(draft, async (key, cancelled) =>
            {
                await meet();
                return await draft.CommitAsync(key, cancelled);
            });
        }
    }

    private sealed class RepairLog : ILogger<Mirrored>
    {
        public ConcurrentQueue<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Enqueue(formatter(state, exception));
    }

    private sealed class CountedStore() : StoreLayer(new MemoryStore("good"))
    {
        public List<string> Calls { get; } = [];

        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
        {
            Calls.Add("stat");
            return base.StatAsync(key, cancellationToken);
        }

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            Calls.Add("open");
            return base.OpenAsync(key, range, cancellationToken);
        }
    }
}
