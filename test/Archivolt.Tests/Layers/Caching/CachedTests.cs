using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Layers.Caching;

/// <summary>What is kept, what is fetched, and what is given up.</summary>
public sealed class CachedTests : CachedTest
{
    [Fact]
    public async Task What_was_read_is_not_fetched_again()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 10 * Block + 7);
        (await ReadAsync(cached, "blob")).ShouldBe(content);
        var (opened, bytes) = (Store.Opened, Store.Bytes);
        bytes.ShouldBe(content.Length);
        (await ReadAsync(cached, "blob")).ShouldBe(content);
        (await ReadAsync(cached, "blob", ByteRange.From(5000, 10_000))).ShouldBe(content[5000..15_000]);
        (Store.Opened, Store.Bytes).ShouldBe((opened, bytes));
        cached.Usage.ShouldBe((content.Length, 11));
    }

    [Fact]
    public async Task A_range_fetches_the_blocks_that_it_touches()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", 100 * Block);
        (await ReadAsync(cached, "blob", ByteRange.Last(1))).ShouldBe(content[^1..]);
        (Store.Opened, Store.Bytes).ShouldBe((1, Block));
        (await ReadAsync(cached, "blob", ByteRange.From((50 * Block) - 1, 2))).ShouldBe(content[((50 * Block) - 1)..((50 * Block) + 1)]);
        Store.Bytes.ShouldBe(3 * Block);
    }

    [Fact]
    public async Task Many_who_want_the_same_fetch_it_once()
    {
        await using var cached = Open();
        var content = await WriteAsync("blob", (40 * Block) + 1);
        var read = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ReadAsync(cached, "blob"))));
        foreach (var bytes in read)
            bytes.ShouldBe(content);
        Store.Bytes.ShouldBe(content.Length);
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
    public async Task What_was_just_used_is_kept_and_the_new_passes_by()
    {
        await using var cached = Open(options => options with { MaxBytes = Block, MinAge = TimeSpan.FromMinutes(1) });
        await WriteAsync("old", Block);
        var content = await WriteAsync("new", 7 * Block);
        await ReadAsync(cached, "old");
        (await ReadAsync(cached, "new")).ShouldBe(content);
        (await IsFetchedAsync(cached, "old")).ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMinutes(1));
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
        var young = await WriteAsync("blob", (5 * Block) + 1, isOwnWrite ? cached : Memory);
        if (!isOwnWrite)
            await cached.StatAsync("blob");
        await slow.Body.ReadExactlyAsync(read.AsMemory(Block));
        read.ShouldBe(old);
        (await ReadAsync(cached, "blob", ByteRange.From(Block, 100))).ShouldBe(young[Block..(Block + 100)]);
    }

    [Fact]
    public async Task The_store_is_asked_again_after_a_while_and_other_content_is_fetched()
    {
        await using var cached = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(cached, "blob");
        // By another process.
        var changed = await WriteAsync("blob", 2 * Block);
        Clock.Advance(TimeSpan.FromHours(1));
        (await ReadAsync(cached, "blob")).ShouldBe(changed);
        await Memory.DeleteAsync("blob", DeletionProof.ForTest);
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
            await Memory.DeleteAsync("blob", DeletionProof.ForTest);
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
            Clock.Advance(TimeSpan.FromMinutes(1));
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
            ["Archivolt:Providers:p:Path"] = Home["store"],
            ["Archivolt:Providers:p:Cache:Path"] = Home["cache"],
        }).Build()).Services.BuildServiceProvider();
        var provider = services.GetRequiredKeyedService<BlobProvider>("p");
        var stored = await provider.WriteAsync(BlobSource.FromText("content"));
        (await provider.ReadAllTextAsync(stored.Key.Key)).ShouldBe("content");
        var path = Directory.EnumerateFiles(Home["store"], stored.Key.Key, SearchOption.AllDirectories).Single();
        File.SetAttributes(path, FileAttributes.Normal);
        var modified = File.GetLastWriteTimeUtc(path);
        await File.WriteAllTextAsync(path, "CONTENT");
        File.SetLastWriteTimeUtc(path, modified);
        (await provider.VerifyAsync(stored.Key.Key)).Health.ShouldBe(BlobHealth.Damaged);
    }
}
