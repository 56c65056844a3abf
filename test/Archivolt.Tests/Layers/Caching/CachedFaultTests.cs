using Archivolt.Blobs;

namespace Archivolt.Tests.Layers.Caching;

/// <summary>What is damaged, broken, deleted by others or left behind.</summary>
public sealed class CachedFaultTests : CachedTest
{
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
        Store.Bytes.ShouldBe(3 * content.Length);
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
        Store.BreakAfter = Block + 1000;
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
        Store.BreakAfter = 1000;
        await Should.ThrowAsync<BlobException>(async () => await cached.OpenAsync("blob"));
        (Store.Opened, Store.Closed).ShouldBe((1, 1));
        (await ReadAsync(cached, "blob")).ShouldBe(content);
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
        Store.Bytes.ShouldBe(content.Length + (136 * Block));
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
                Clock.Advance(TimeSpan.FromMinutes(1));
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
        Directory.CreateDirectory(Home[dead]);
        await File.WriteAllTextAsync(Home[$"{dead}/1"], "left");
        await File.WriteAllTextAsync(Home[$"{dead}.lock"], "");
        await using var living = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(living, "blob");
        await using (var other = Open())
            await ReadAsync(other, "blob");
        Directory.Exists(Home[dead]).ShouldBeFalse();
        Files().ShouldHaveSingleItem();
        (await IsFetchedAsync(living, "blob")).ShouldBeFalse();
        await living.DisposeAsync();
        Directory.GetFileSystemEntries(Home["cache"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_else_keeps_in_the_same_directory_stays()
    {
        foreach (var name in (string[])["Cargo", "cache-of-mine", $"{Guid.NewGuid():n}"])
        {
            Directory.CreateDirectory(Home[$"cache/{name}"]);
            await File.WriteAllTextAsync(Home[$"cache/{name}/data.txt"], "mine");
            await File.WriteAllTextAsync(Home[$"cache/{name}.lock"], "");
        }
        await using var layer = Open();
        await WriteAsync("blob", Block);
        await ReadAsync(layer, "blob");
        await layer.DisposeAsync();
        Directory.GetFiles(Home["cache"], "*", SearchOption.AllDirectories).Length.ShouldBe(6);
    }
}
