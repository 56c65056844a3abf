using System.Text;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

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
    [InlineData(Durability.Full)]
    [InlineData(Durability.File)]
    public async Task A_write_is_absent_or_whole_and_stays_once_acknowledged(Durability durability)
    {
        var (history, store) = Open(durability);
        await using var _ = store;
        await WriteAsync(store, Key, "content");
        if (durability == Durability.Full)
            history.Acknowledge(Key, "content");
        history.Look();
        history.Count.ShouldBeGreaterThan(10);
        await history.CheckAsync(Options, (Key, ["content"]));
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
}
