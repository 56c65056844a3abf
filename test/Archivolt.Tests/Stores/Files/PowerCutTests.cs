using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Stores.Kit;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

[Trait("Speed", "Slow")]
public sealed class PowerCutTests
{
    private const string Key = "abcdef";
    private static readonly FileStoreOptions Options = new() { Path = "/srv/store" };

    [Fact]
    public async Task The_simulated_disk_does_lose_what_was_not_synced()
    {
        var disk = new CrashDisk();
        await using var store = FileStore.Open(Options with { Disk = disk, Durability = Durability.None });
        await WriteAsync(store, Key, "content");
        var history = new CrashHistory(disk);
        history.Look();
        history.Acknowledge(Key, "content");
        history.Look();
        var damage = await Assert.ThrowsAsync<ShouldAssertException>(() => history.CheckAsync(Options, (Key, ["content"])));
        damage.Message.ShouldContain(Key);
    }

    [Fact]
    public async Task A_store_being_made_can_be_made_again()
    {
        var disk = new CrashDisk();
        var history = new CrashHistory(disk);
        await using (FileStore.Open(Options with { Disk = new WatchedDisk(disk, history.Look) }))
            history.Look();
        history.Count.ShouldBeGreaterThan(5);
        await history.CheckAsync(Options);
    }

    [Theory]
    [InlineData(Durability.Full, 7)]
    [InlineData(Durability.File, 7)]
    [InlineData(Durability.Full, 1_048_577)]
    [InlineData(Durability.File, 1_048_577)]
    public async Task A_write_is_absent_or_whole_and_stays_once_acknowledged(Durability durability, int length)
    {
        var content = new string('x', length);
        var (history, store) = Open(durability);
        await using var _ = store;
        await WriteAsync(store, Key, content);
        if (durability == Durability.Full)
            history.Acknowledge(Key, content);
        history.Look();
        history.Count.ShouldBeGreaterThan(10);
        await history.CheckAsync(Options, (Key, [content]));
    }

    [Fact]
    public async Task What_was_appended_stays_once_acknowledged_and_is_never_a_part_of_a_step()
    {
        var disk = new CrashDisk();
        var (acknowledged, id, cuts) = (-1, "", new HashSet<(DiskImage Image, int Acknowledged)>());
        await using var store = FileStore.Open(Options with { Disk = new WatchedDisk(disk, _ => Look()) });
        var writes = WritesOf(store);
        id = (await writes.BeginAsync()).Id;
        foreach (var step in new[] { "", "one", "three" })
        {
            acknowledged = (int)(await writes.AppendAsync(id, Math.Max(acknowledged, 0), new MemoryStream(Encoding.UTF8.GetBytes(step)))).Length;
            Look();
        }
        await writes.CommitAsync(id, Key);
        acknowledged = int.MaxValue;
        Look();

        cuts.Count.ShouldBeGreaterThan(10);
        foreach (var (image, had) in cuts.Where(cut => cut.Acknowledged >= 0))
        {
            await using var again = FileStore.Open(Options with { Disk = image.Boot() });
            var resumed = WritesOf(again);
            if (await again.StatAsync(Key) is { } committed)
            {
                committed.Length.ShouldBe("onethree".Length, image.ToString());
                continue;
            }
            var found = (await resumed.FindAsync(id)).ShouldNotBeNull(image.ToString());
            found.Length.ShouldBeOneOf(0, 3, 8);
            found.Length.ShouldBeGreaterThanOrEqualTo(had, image.ToString());
            using var appended = new StreamReader(await resumed.OpenAsync(id));
            (await appended.ReadToEndAsync()).ShouldBe("onethree"[..(int)found.Length]);
        }

        void Look()
        {
            foreach (var image in disk.AfterPowerCut())
                cuts.Add((image, acknowledged));
        }
    }

    [Fact]
    public async Task What_arrived_more_than_a_second_ago_outlives_its_writer()
    {
        var clock = new TestClock();
        var disk = new CrashDisk(clock);
        var (kept, id, cuts) = (0, "", new HashSet<(DiskImage Image, int Kept)>());
        await using var store = FileStore.Open(Options with { Disk = new WatchedDisk(disk, _ => Look(0)), TimeProvider = clock });
        id = (await WritesOf(store).BeginAsync()).Id;
        using var content = new Arriving(["one", "two", "three", "4"], arrived =>
        {
            // What came before this was kept; what comes after it is not.
            kept = arrived < 6 ? arrived : 6;
            Look(kept);
            clock.Advance(TimeSpan.FromSeconds(arrived < 6 ? 1 : 0));
        });

        (await WritesOf(store).AppendAsync(id, 0, content)).Length.ShouldBe(12);

        cuts.Max(cut => cut.Kept).ShouldBe(6);
        foreach (var (image, least) in cuts)
        {
            await using var again = FileStore.Open(Options with { Disk = image.Boot(clock), TimeProvider = clock });
            var length = (await WritesOf(again).FindAsync(id)).ShouldNotBeNull(image.ToString()).Length;
            length.ShouldBeOneOf([0, 3, 6, 12], image.ToString());
            length.ShouldBeGreaterThanOrEqualTo(least, image.ToString());
            (await WritesOf(again).AppendAsync(id, length, new MemoryStream(Encoding.UTF8.GetBytes("onetwothree4"[(int)length..])))).Length.ShouldBe(12);
            await WritesOf(again).CommitAsync(id, Key);
            await using var committed = await again.OpenAsync(Key);
            using var text = new StreamReader(committed.Body);
            (await text.ReadToEndAsync()).ShouldBe("onetwothree4", image.ToString());
        }

        void Look(int least)
        {
            if (id.Length == 0)
                return;
            foreach (var image in disk.AfterPowerCut())
                cuts.Add((image, least));
        }
    }

    [Theory]
    [InlineData(new[] { "onethree" }, false)]
    [InlineData(new[] { "onethree" }, true)]
    [InlineData(new[] { "one", "three" }, false)]
    [InlineData(new[] { "one", "three" }, true)]
    public async Task A_commit_that_is_repeated_after_a_power_cut_or_a_failure_never_shortens_the_content(string[] steps, bool fails)
    {
        for (var number = 1; ; number++)
        {
            var (disk, failure) = (new CrashDisk(), default(Action<DiskCall>));
            var images = new HashSet<DiskImage>();
            await using var store = FileStore.Open(Options with { Disk = new WatchedDisk(disk, call => failure?.Invoke(call)) });
            var writes = WritesOf(store);
            var write = await writes.BeginAsync();
            foreach (var step in steps)
                write = await writes.AppendAsync(write.Id, write.Length, new MemoryStream(Encoding.UTF8.GetBytes(step)));
            var failAt = WatchedDisk.FailAt(number, BlobError.IO);
            failure = call =>
            {
                images.UnionWith(disk.AfterPowerCut());
                if (fails)
                    failAt(call);
            };
            var failed = false;
            try
            {
                await writes.CommitAsync(write.Id, Key, new WriteOptions { Replace = true });
            }
            catch (BlobException exception) when (exception.Error == BlobError.IO)
            {
                failed = true;
            }
            failure = null;
            images.UnionWith(disk.AfterPowerCut());
            await CheckRepeatedAsync(store, write.Id, "the same process");
            (await store.StatAsync(Key)).ShouldNotBeNull();
            foreach (var image in images)
            {
                await using var again = FileStore.Open(Options with { Disk = image.Boot() });
                await CheckRepeatedAsync(again, write.Id, image.ToString());
            }
            if (!failed)
                break;
        }

        static async Task CheckRepeatedAsync(FileStore store, string id, string when)
        {
            var writes = WritesOf(store);
            try
            {
                await writes.CommitAsync(id, Key, new WriteOptions { Replace = true });
            }
            catch (BlobException exception) when (exception.Error == BlobError.NotFound)
            {
                // It was committed before.
            }
            // A file on its way from one directory to another may be in neither after a power cut, and then the commit is refused.
            ((await store.StatAsync(Key))?.Length).ShouldBeOneOf([null, "onethree".Length], when);
        }
    }

    [Fact]
    public async Task Writes_that_nobody_goes_on_with_are_cleared_away_by_age_and_not_with_their_process()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        var disk = new CrashDisk(clock);
        string abandoned, continued;
        await using (var store = FileStore.Open(Options with { Disk = disk, TimeProvider = clock }))
        {
            var writes = WritesOf(store);
            (abandoned, continued) = ((await writes.BeginAsync()).Id, (await writes.BeginAsync()).Id);
            await writes.AppendAsync(abandoned, 0, new MemoryStream([1]));
            (await writes.AppendAsync(continued, 0, new MemoryStream([1]))).Expires.ShouldBe(clock.GetUtcNow() + Options.ResumableLifetime);
        }
        clock.Advance(TimeSpan.FromDays(5));
        await using var another = FileStore.Open(Options with { Disk = disk.AfterPowerCut().Single().Boot(clock), TimeProvider = clock });
        var resumed = WritesOf(another);
        await resumed.AppendAsync(continued, 1, new MemoryStream([2]));
        (await resumed.FindAsync(abandoned)).ShouldNotBeNull("its process is gone, and it is kept");
        clock.Advance(TimeSpan.FromDays(6));
        await resumed.AppendAsync(continued, 2, new MemoryStream([3]));
        clock.Advance(TimeSpan.FromDays(2));

        (await ((ICleansTempFiles)another).CleanUpAsync()).ShouldBe(2);
        (await resumed.FindAsync(abandoned)).ShouldBeNull();
        (await resumed.CommitAsync(continued, Key)).Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_a_faster_writer_left_unsynced_is_made_durable_by_writing_it_again(bool refresh)
    {
        var disk = new CrashDisk();
        await using var careful = FileStore.Open(Options with { Disk = disk });
        await using var careless = FileStore.Open(Options with { Disk = disk, Durability = Durability.None });
        await WriteAsync(careless, Key, "content");
        if (refresh)
            (await careful.TouchAsync(Key)).ShouldNotBeNull();
        else
            await WriteAsync(careful, Key, "content");
        var history = new CrashHistory(disk);
        history.Acknowledge(Key, "content");
        history.Look();
        await history.CheckAsync(Options, (Key, ["content"]));
    }

    [Fact]
    public async Task A_key_that_exists_stays_whole_while_it_is_written_again()
    {
        var (history, store) = Open();
        await using var opened = store;
        await WriteAsync(store, Key, "content");
        history.Acknowledge(Key, "content");
        await WriteAsync(store, Key, "content");
        history.Look();
        await history.CheckAsync(Options, (Key, ["content"]));
    }

    [Fact]
    public async Task A_replacement_leaves_the_old_or_the_new_content()
    {
        var (history, store) = Open();
        await using var opened = store;
        await WriteAsync(store, Key, "old");
        history.Look();
        history.Forget();
        await WriteAsync(store, Key, "new-content", replace: true);
        history.Acknowledge(Key, "new-content");
        history.Look();
        await history.CheckAsync(Options, (Key, ["old", "new-content"]));
        history.ImagesWithout(Key).ShouldBe(0, "the key is never without content");
    }

    [Fact]
    public async Task An_acknowledged_deletion_is_not_undone()
    {
        var (history, store) = Open();
        await using var opened = store;
        await WriteAsync(store, Key, "content");
        (await store.DeleteAsync(Key, DeletionProof.ForTest)).ShouldBeTrue();
        history.Acknowledge(Key, null);
        history.Look();
        await history.CheckAsync(Options, (Key, ["content"]));
    }

    [Fact]
    public async Task Writes_that_share_their_syncs_are_each_absent_or_whole()
    {
        var (history, store) = Open();
        await using var opened = store;
        string[] keys = ["abcd01", "abcd02", "acce03"];
        await Task.WhenAll(keys.Select(key => Task.Run(async () =>
        {
            await WriteAsync(store, key, $"content of {key}".Replace(' ', '-'));
            history.Acknowledge(key, $"content-of-{key}");
        })));
        history.Look();
        await history.CheckAsync(Options, [.. keys.Select(key => (key, new[] { $"content-of-{key}" }))]);
    }

    [Fact]
    public async Task Two_processes_that_write_one_key_in_any_order_keep_the_promise()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var schedule in Turns.Schedules(operations: 26))
        {
            var disk = new CrashDisk();
            var history = new CrashHistory(disk, seen);
            using var turns = new Turns(2);
            await using var one = FileStore.Open(Options with { Disk = new WatchedDisk(disk, call => turns.Wait(0)) });
            await using var two = FileStore.Open(Options with { Disk = new WatchedDisk(disk, call => turns.Wait(1)) });
            await turns.RunAsync(schedule, history.Look, [() => PutAsync(one, "same"), () => PutAsync(two, "same")]);
            history.Look();
            await history.CheckAsync(Options, (Key, ["same"]));

            async Task PutAsync(FileStore store, string content)
            {
                await WriteAsync(store, Key, content);
                history.Acknowledge(Key, content);
            }
        }
        seen.Count.ShouldBeGreaterThan(100);
    }

    private static (CrashHistory History, FileStore Store) Open(Durability durability = Durability.Full)
    {
        var disk = new CrashDisk();
        var history = new CrashHistory(disk);
        return (history, FileStore.Open(Options with { Disk = new WatchedDisk(disk, history.Look), Durability = durability }));
    }

    private static async Task WriteAsync(FileStore store, string key, string content, bool replace = false)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = replace });
        await draft.Body.WriteAsync(Encoding.UTF8.GetBytes(content));
        await draft.CommitAsync(key);
    }

    private static IResumableWrites WritesOf(FileStore store) => (IResumableWrites)store.GetService(typeof(IResumableWrites))!;

    /// <summary>Content that comes in pieces; says before each how many bytes came.</summary>
    private sealed class Arriving(string[] pieces, Action<int> before) : ForwardReadStream
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            before(pieces.Take(_next).Sum(piece => piece.Length));
            return ValueTask.FromResult(_next < pieces.Length ? Encoding.UTF8.GetBytes(pieces[_next++], buffer.Span) : 0);
        }
    }
}
