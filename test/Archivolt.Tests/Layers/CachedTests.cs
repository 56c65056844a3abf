using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Layers.Caching;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Stores.Kit;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Layers;

public sealed class CachedMemoryTests : BlobStoreContract
{
    private readonly TestDirectory _directory = new();

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites)];

    // Little room, so that some contents pass by the cache.
    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Cached(new MemoryStore("scratch", clock), new CacheOptions { Path = _directory["cache"], MaxBytes = 200_000, CheckAfter = TimeSpan.FromHours(1) }, clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}

[Trait("Speed", "Slow")]
public sealed class CachedFileTests : BlobStoreContract
{
    private readonly TestDirectory _directory = new();
    private readonly TestDirectory _cache = new();

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Cached(FileStore.Open(new FileStoreOptions { Path = Root }), new CacheOptions { Path = _cache[""], CheckAfter = TimeSpan.FromHours(1) }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        _cache.Dispose();
    }
}

/// <summary>What is kept, what is fetched, and what is given up.</summary>
public sealed class CachedTests : IAsyncDisposable
{
    private const int Block = 4096;

    private readonly TestDirectory _directory = new();
    private readonly TestClock _clock = new();
    private readonly MemoryStore _memory = new();
    private readonly CountingStore _store;

    public CachedTests() => _store = new CountingStore(_memory);

    [Fact]
    public async Task What_was_read_is_not_fetched_again()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 10 * Block + 7);
        (await ReadAsync(cached, "blob")).ShouldBe(content);
        var (opened, bytes) = (_store.Opened, _store.Bytes);
        bytes.ShouldBe(content.Length);
        (await ReadAsync(cached, "blob")).ShouldBe(content);
        (await ReadAsync(cached, "blob", ByteRange.From(5000, 10_000))).ShouldBe(content[5000..15_000]);
        (_store.Opened, _store.Bytes).ShouldBe((opened, bytes));
        cached.Usage.ShouldBe((content.Length, 11));
    }

    [Fact]
    public async Task A_range_fetches_the_blocks_that_it_touches()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 100 * Block);
        (await ReadAsync(cached, "blob", ByteRange.Last(1))).ShouldBe(content[^1..]);
        (_store.Opened, _store.Bytes).ShouldBe((1, Block));
        (await ReadAsync(cached, "blob", ByteRange.From((50 * Block) - 1, 2))).ShouldBe(content[((50 * Block) - 1)..((50 * Block) + 1)]);
        _store.Bytes.ShouldBe(3 * Block);
    }

    [Fact]
    public async Task Many_who_want_the_same_fetch_it_once()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", (40 * Block) + 1);
        var read = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ReadAsync(cached, "blob"))));
        foreach (var bytes in read)
            bytes.ShouldBe(content);
        _store.Bytes.ShouldBe(content.Length);
    }

    [Fact]
    public async Task The_least_recently_used_goes_first_and_no_limit_is_passed()
    {
        await using var cached = Open(options => options with { MaxBytes = 3 * Block });
        foreach (var key in new[] { "a", "b", "c" })
        {
            await WriteAsync(key, Block);
            await ReadAsync(cached, key);
        }
        await ReadAsync(cached, "a");
        await WriteAsync("d", Block);
        await ReadAsync(cached, "d");
        cached.Usage.ShouldBe((3 * Block, 3));
        OnDisk().ShouldBe((3 * Block, 3));
        (await IsFetchedAsync(cached, "a")).ShouldBeFalse();
        (await IsFetchedAsync(cached, "b")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_limit_of_files_holds_too()
    {
        await using var cached = Open(options => options with { MaxFiles = 2 });
        await WriteAsync("blob", 5 * Block);
        await ReadAsync(cached, "blob");
        cached.Usage.ShouldBe((2 * Block, 2));
        OnDisk().ShouldBe((2 * Block, 2));
    }

    [Fact]
    public async Task What_cannot_be_deleted_counts_until_it_can_and_costs_no_other_blocks()
    {
        await using var cached = Open(options => options with { MaxFiles = 2 });
        foreach (var key in (string[])["oldest", "newer", "newest"])
            await WriteAsync(key, Block);
        await ReadAsync(cached, "oldest");
        var file = Files().Single();
        await ReadAsync(cached, "newer");
        File.Delete(file);
        Directory.CreateDirectory(file);

        await ReadAsync(cached, "newest");
        cached.Usage.ShouldBe((2 * Block, 2));
        (await IsFetchedAsync(cached, "newer")).ShouldBeFalse();
        (await IsFetchedAsync(cached, "newest")).ShouldBeTrue();
        Directory.Delete(file);
        await ReadAsync(cached, "newest");
        (await IsFetchedAsync(cached, "newest")).ShouldBeFalse();
        cached.Usage.ShouldBe((2 * Block, 2));
    }

    [Fact]
    public async Task What_was_just_used_is_kept_and_the_new_passes_by()
    {
        await using var cached = Open(options => options with { MaxBytes = Block, MinAge = TimeSpan.FromMinutes(1) });
        await WriteAsync("old", Block);
        var content = await WriteAsync("new", 7 * Block);
        await ReadAsync(cached, "old");
        (await ReadAsync(cached, "new")).ShouldBe(content);
        (await IsFetchedAsync(cached, "old")).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(cached, "new");
        (await IsFetchedAsync(cached, "old")).ShouldBeTrue();
    }

    [Fact]
    public async Task Content_larger_than_the_cache_is_read_whole()
    {
        await using var cached = Open(options => options with { MaxBytes = 3 * Block });
        var content = await WriteAsync("blob", 50 * Block);
        (await ReadAsync(cached, "blob")).ShouldBe(content);
        OnDisk().Bytes.ShouldBeLessThanOrEqualTo(3 * Block);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_or_changed_is_fetched_again()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 2 * Block);
        await ReadAsync(cached, "blob");
        foreach (var damage in new Action<string>[] { Shorten, Change })
        {
            foreach (var file in Files())
                damage(file);
            (await ReadAsync(cached, "blob")).ShouldBe(content);
        }
        _store.Bytes.ShouldBe(3 * content.Length);
        OnDisk().ShouldBe((content.Length, 2));

        static void Shorten(string path)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(10);
        }

        static void Change(string path)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[100] ^= 1;
            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public async Task A_read_that_broke_in_the_middle_of_a_block_goes_on_with_the_right_bytes()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 5 * Block);
        _store.BreakAfter = Block + 1000;
        await using (var opened = await cached.OpenAsync("blob"))
        {
            var read = new byte[content.Length];
            await opened.Body.ReadExactlyAsync(read.AsMemory(0, Block));
            await Should.ThrowAsync<BlobException>(async () => await opened.Body.ReadExactlyAsync(read.AsMemory(Block)));
            await opened.Body.ReadExactlyAsync(read.AsMemory(Block));
            read.ShouldBe(content);
        }
        (await ReadAsync(cached, "blob")).ShouldBe(content);
    }

    [Fact]
    public async Task What_breaks_before_there_is_content_leaves_nothing_open()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 5 * Block);
        _store.BreakAfter = 1000;
        await Should.ThrowAsync<BlobException>(async () => await cached.OpenAsync("blob"));
        (_store.Opened, _store.Closed).ShouldBe((1, 1));
        (await ReadAsync(cached, "blob")).ShouldBe(content);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_reader_brings_nothing_back_that_was_replaced_meanwhile(bool isOwnWrite)
    {
        await using var cached = Open(options => options with { CheckAfter = TimeSpan.FromHours(1) });
        var old = await WriteAsync("blob", 5 * Block);
        await using var slow = await cached.OpenAsync("blob");
        var read = new byte[old.Length];
        await slow.Body.ReadExactlyAsync(read.AsMemory(0, Block));
        var young = await WriteAsync("blob", (5 * Block) + 1, isOwnWrite ? cached : _memory);
        if (!isOwnWrite)
            await cached.StatAsync("blob");
        await slow.Body.ReadExactlyAsync(read.AsMemory(Block));
        read.ShouldBe(old);
        (await ReadAsync(cached, "blob", ByteRange.From(Block, 100))).ShouldBe(young[Block..(Block + 100)]);
    }

    [Fact]
    public async Task Files_that_somebody_deletes_are_fetched_again_unless_they_are_open()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 200 * Block);
        await ReadAsync(cached, "blob");
        await ReadAsync(cached, "blob");
        foreach (var file in Files())
            File.Delete(file);
        (await ReadAsync(cached, "blob")).ShouldBe(content);
        _store.Bytes.ShouldBe(content.Length + (136 * Block));
        cached.Usage.ShouldBe((content.Length, 200));
    }

    [Fact]
    public async Task Any_range_comes_back_in_buffers_of_any_size_whatever_is_damaged()
    {
        // Blocks of several pieces, of which the last one is shorter.
        await using var cached = Open(options => options with { BlockSize = 200_000 });
        var content = await WriteAsync("blob", 1_000_003);
        var random = new Random(20300101);
        for (var round = 0; round < 300; round++)
        {
            if (round % 10 == 9)
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                Flip(Files()[random.Next(Files().Length)]);
            }
            var from = random.Next(content.Length);
            var count = random.Next(1, content.Length - from + 1);
            var (read, length) = (new byte[count], random.Next(2) == 0 ? 65_536 * random.Next(1, 5) : random.Next(1, 100_000));
            await using var opened = await cached.OpenAsync("blob", ByteRange.From(from, count));
            for (int done = 0, got; done < count; done += got)
            {
                var buffer = read.AsMemory(done, Math.Min(length, count - done));
                got = random.Next(2) == 0 ? await opened.Body.ReadAsync(buffer) : opened.Body.Read(buffer.Span);
                got.ShouldBeGreaterThan(0);
            }
            read.AsSpan().SequenceEqual(content.AsSpan(from, count)).ShouldBeTrue($"{count} bytes from {from} in buffers of {length}, round {round}");
        }

        void Flip(string path)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[random.Next(bytes.Length)] ^= 1;
            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public async Task What_a_process_left_that_died_is_deleted_and_what_one_uses_that_lives_stays()
    {
        var dead = $"cache/cache-{Guid.NewGuid():n}";
        Directory.CreateDirectory(_directory[dead]);
        await File.WriteAllTextAsync(_directory[$"{dead}/1"], "left");
        await File.WriteAllTextAsync(_directory[$"{dead}.lock"], "");
        await using var living = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(living, "blob");
        await using (var other = Open())
            await ReadAsync(other, "blob");
        Directory.Exists(_directory[dead]).ShouldBeFalse();
        Files().ShouldHaveSingleItem();
        (await IsFetchedAsync(living, "blob")).ShouldBeFalse();
        await living.DisposeAsync();
        Directory.GetFileSystemEntries(_directory["cache"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_else_keeps_in_the_same_directory_stays()
    {
        foreach (var name in (string[])["Cargo", "cache-of-mine", $"{Guid.NewGuid():n}"])
        {
            Directory.CreateDirectory(_directory[$"cache/{name}"]);
            await File.WriteAllTextAsync(_directory[$"cache/{name}/data.txt"], "mine");
            await File.WriteAllTextAsync(_directory[$"cache/{name}.lock"], "");
        }
        await using var layer = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(layer, "blob");
        await layer.DisposeAsync();
        Directory.GetFiles(_directory["cache"], "*", SearchOption.AllDirectories).Length.ShouldBe(6);
    }

    [Fact]
    public async Task The_store_is_asked_again_after_a_while_and_other_content_is_fetched()
    {
        await using var cached = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(cached, "blob");
        // By another process.
        var changed = await WriteAsync("blob", 2 * Block);
        _clock.Advance(TimeSpan.FromHours(1));
        (await ReadAsync(cached, "blob")).ShouldBe(changed);
        await _memory.DeleteAsync("blob", DeletionProof.ForTest);
        (await cached.StatAsync("blob")).ShouldBeNull();
        (await Should.ThrowAsync<BlobException>(async () => await ReadAsync(cached, "blob"))).Error.ShouldBe(BlobError.NotFound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_reads_on_what_it_began_with(bool isDeleted)
    {
        await using var cached = Open();
        var expected = await WriteAsync("blob", 9 * Block);
        await using var content = await cached.OpenAsync("blob");
        if (isDeleted)
            await _memory.DeleteAsync("blob", DeletionProof.ForTest);
        else
            await WriteAsync("blob", 8 * Block);
        var read = new byte[expected.Length];
        await content.Body.ReadExactlyAsync(read);
        read.ShouldBe(expected);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    public async Task A_reader_that_began_with_kept_blocks_is_told_when_the_rest_is_gone(int blocks)
    {
        await using var cached = Open();
        await WriteAsync("blob", 9 * Block);
        await ReadAsync(cached, "blob", ByteRange.From(0, Block));
        await using var content = await cached.OpenAsync("blob");
        await WriteAsync("blob", blocks * Block);
        (await Should.ThrowAsync<BlobException>(async () => await content.Body.ReadExactlyAsync(new byte[9 * Block]))).Error.ShouldBe(BlobError.Unavailable);
    }

    [Fact]
    public async Task Content_that_is_written_again_meanwhile_is_read_on_where_keys_are_digests()
    {
        await using var cached = Open(options => options with { KeysAreDigests = true });
        var expected = await WriteAsync("blob", 9 * Block);
        await ReadAsync(cached, "blob", ByteRange.From(0, Block));
        await using var content = await cached.OpenAsync("blob");
        await WriteAsync("blob", 9 * Block);
        var read = new byte[expected.Length];
        await content.Body.ReadExactlyAsync(read);
        read.ShouldBe(expected);
    }

    [Fact]
    public async Task What_is_written_or_deleted_through_it_is_not_served_from_before()
    {
        await using var cached = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(cached, "blob");
        await using (var draft = await cached.BeginWriteAsync(new WriteOptions { Replace = true }))
        {
            await draft.Body.WriteAsync(new byte[10]);
            await draft.CommitAsync("blob");
        }
        (await ReadAsync(cached, "blob")).ShouldBe(new byte[10]);
        await cached.DeleteAsync("blob", DeletionProof.ForTest);
        (await Should.ThrowAsync<BlobException>(async () => await ReadAsync(cached, "blob"))).Error.ShouldBe(BlobError.NotFound);
        cached.Usage.ShouldBe((0, 0));
    }

    [Fact]
    public async Task Hits_misses_evictions_and_bytes_are_measured()
    {
        var measured = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name.StartsWith("archivolt.cache.", StringComparison.Ordinal))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        // Other caches measure at the same time on other threads.
        var isMine = new AsyncLocal<bool> { Value = true };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (!isMine.Value)
                return;
            var name = instrument.Name["archivolt.cache.".Length..] + (tags.Length > 0 ? $" {tags[0].Value}" : "");
            measured.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        await using (var cached = Open(options => options with { MaxBytes = 2 * Block, MinAge = TimeSpan.FromMinutes(1) }))
        {
            await WriteAsync("a", Block);
            await WriteAsync("b", 3 * Block);
            await ReadAsync(cached, "a");
            await ReadAsync(cached, "a");
            await ReadAsync(cached, "b");
            measured["usage"].ShouldBe(2 * Block);
            _clock.Advance(TimeSpan.FromMinutes(1));
            await ReadAsync(cached, "b", ByteRange.Last(1));
        }
        measured.ShouldBe(new Dictionary<string, long> { ["reads hit"] = 1, ["reads miss"] = 5, ["reads passed"] = 2, ["evictions"] = 1, ["usage"] = 0 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_scrub_reads_the_store_and_not_the_cache()
    {
        await using var services = new ServiceCollection().AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Archivolt:Providers:p:Type"] = "File",
            ["Archivolt:Providers:p:Path"] = _directory["store"],
            ["Archivolt:Providers:p:Cache:Path"] = _directory["cache"],
        }).Build()).Services.BuildServiceProvider();
        var provider = services.GetRequiredKeyedService<BlobProvider>("p");
        var stored = await provider.WriteAsync(BlobSource.FromText("content"));
        (await provider.ReadAllTextAsync(stored.Key.Key)).ShouldBe("content");
        var path = Directory.EnumerateFiles(_directory["store"], stored.Key.Key, SearchOption.AllDirectories).Single();
        File.SetAttributes(path, FileAttributes.Normal);
        var modified = File.GetLastWriteTimeUtc(path);
        await File.WriteAllTextAsync(path, "CONTENT");
        File.SetLastWriteTimeUtc(path, modified);
        (await provider.VerifyAsync(stored.Key.Key)).Health.ShouldBe(BlobHealth.Damaged);
    }

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        _directory.Dispose();
    }

    private Cached Open(Func<CacheOptions, CacheOptions>? with = null)
    {
        var usual = new CacheOptions { Path = _directory["cache"], BlockSize = Block, CheckAfter = TimeSpan.FromMinutes(30) };
        return new Cached(_store, with?.Invoke(usual) ?? usual, _clock);
    }

    private async Task<byte[]> WriteAsync(string key, int length, IBlobStore? store = null)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await using var draft = await (store ?? _memory).BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
        return content;
    }

    private static async Task<byte[]> ReadAsync(Cached cached, string key, ByteRange range = default)
    {
        await using var content = await cached.OpenAsync(key, range);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<bool> IsFetchedAsync(Cached cached, string key)
    {
        var opened = _store.Opened;
        await ReadAsync(cached, key);
        return _store.Opened > opened;
    }

    private string[] Files() => [.. Directory.GetDirectories(_directory["cache"]).SelectMany(Directory.GetFiles)];

    private (long Bytes, int Files) OnDisk()
    {
        var files = Files();
        return (files.Sum(file => new FileInfo(file).Length), files.Length);
    }

    /// <summary>Counts what is opened, and how many bytes of it are read.</summary>
    private sealed class CountingStore(IBlobStore inner) : StoreLayer(inner)
    {
        private int _opened;
        private long _bytes;

        public int Opened => _opened;

        public int Closed { get; private set; }

        /// <summary>After so many bytes the connection breaks, once; null for never.</summary>
        public int? BreakAfter { get; set; }

        public long Bytes => _bytes;

        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            var content = await base.OpenAsync(key, range, cancellationToken);
            Interlocked.Increment(ref _opened);
            return content.Through(new CountingStream(this, content.Body));
        }

        // The tests open several caches over it.
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class CountingStream(CountingStore store, Stream inner) : ForwardReadStream
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                if (store.BreakAfter is 0)
                {
                    store.BreakAfter = null;
                    throw new BlobException(BlobError.Unavailable, "The connection broke.");
                }
                var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, store.BreakAfter ?? buffer.Length)], cancellationToken);
                store.BreakAfter -= read;
                Interlocked.Add(ref store._bytes, read);
                return read;
            }

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                {
                    inner.Dispose();
                    store.Closed++;
                }
                base.Dispose(disposing);
            }
        }
    }
}
