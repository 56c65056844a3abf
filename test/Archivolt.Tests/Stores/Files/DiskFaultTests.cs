using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

/// <summary>Every operation of the disk fails once, with every meaning: the error is clear, and nothing unfinished stays.</summary>
public sealed class DiskFaultTests
{
    private const string Key = "abcdef";
    private static readonly FileStoreOptions Options = new() { Path = "/srv/store", Name = "videos" };
    private static readonly byte[] Content = [1, 2, 3, 4, 5];

    public static TheoryData<BlobError, Durability> Faults =>
        [.. from error in new[] { BlobError.NoSpace, BlobError.IO, BlobError.ReadOnly, BlobError.PermissionDenied }
            from durability in Enum.GetValues<Durability>()
            select (error, durability)];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_write_fails_clearly_and_leaves_nothing(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, prepare: _ => Task.CompletedTask, store => WriteAsync(store));

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_write_of_what_is_there_fails_clearly_and_keeps_it(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, store => WriteAsync(store), store => WriteAsync(store), mustStay: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_replacement_fails_clearly_and_keeps_a_whole_content(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, store => WriteAsync(store), store => WriteAsync(store, replace: true), mustStay: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_refresh_fails_clearly(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, store => WriteAsync(store), async store => (await store.TouchAsync(Key)).ShouldNotBeNull(), mustStay: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_read_fails_clearly(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, store => WriteAsync(store), async store => (await ReadAsync(store)).ShouldBe(Content), mustStay: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_deletion_fails_clearly(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, store => WriteAsync(store), async store => (await store.DeleteAsync(Key, DeletionProof.ForTest)).ShouldBeTrue());

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_listing_fails_clearly(BlobError error, Durability durability) =>
        EachFaultAsync(error, durability, store => WriteAsync(store), async store => (await KeysAsync(store)).ShouldBe([Key]), mustStay: true);

    [Fact]
    public async Task What_follows_a_failed_write_is_not_committed_without_it()
    {
        var (disk, isFull) = (new CrashDisk(), false);
        await using var store = FileStore.Open(Options with
        {
            Disk = new WatchedDisk(disk, call =>
            {
                if (call.Operation == "Write" && isFull)
                    throw new DiskException(BlobError.NoSpace, "injected fault");
            }),
        });
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(Content);
        isFull = true;
        await Should.ThrowAsync<BlobException>(async () => await draft.Body.WriteAsync(Content));
        isFull = false;
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.Body.WriteAsync(Content));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync(Key));
        (await store.StatAsync(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task A_draft_that_the_closing_store_refuses_leaves_no_unfinished_file()
    {
        var disk = new CrashDisk();
        FileStore? store = null;
        // Large content is synced by its writer, and then is handed to a store that has closed meanwhile.
        store = FileStore.Open(Options with
        {
            Disk = new WatchedDisk(disk, call =>
            {
                if (call.Operation == "Sync" && call.Path.EndsWith(".part", StringComparison.Ordinal))
                    store?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }),
        });
        var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(new byte[2_000_000]);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await draft.CommitAsync(Key));
        await draft.DisposeAsync();
        disk.Enumerate("/srv/store/tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_whose_place_is_gone_is_not_an_empty_store()
    {
        using var home = new TestDirectory();
        await using var store = FileStore.Open(new FileStoreOptions { Path = home["mount/store"] });
        (await store.StatAsync(Key)).ShouldBeNull();
        Directory.Move(home["mount/store"], home["elsewhere"]);

        foreach (var look in new Func<Task>[]
            { async () => await store.StatAsync(Key), async () => await store.OpenAsync(Key), async () => await KeysAsync(store) })
        {
            (await Should.ThrowAsync<BlobException>(look)).Error.ShouldBe(BlobError.Unavailable);
        }
    }

    [Fact]
    public async Task Opening_fails_clearly_and_works_later()
    {
        for (var number = 1; ; number++)
        {
            var disk = new CrashDisk();
            try
            {
                await using var opened = FileStore.Open(Options with { Disk = new WatchedDisk(disk, WatchedDisk.FailAt(number, BlobError.NoSpace)) });
                number.ShouldBeGreaterThan(10);
                return;
            }
            catch (BlobException exception)
            {
                exception.Error.ShouldBe(BlobError.NoSpace);
                exception.Message.ShouldContain("File \"videos\"");
            }
            await using var store = FileStore.Open(Options with { Disk = disk });
            disk.Enumerate("/srv/store/tmp").ShouldBeEmpty();
            await WriteAsync(store);
        }
    }

    [Fact]
    public async Task One_writer_s_fault_does_not_concern_another_of_the_same_group()
    {
        var disk = new CrashDisk();
        await using var store = FileStore.Open(Options with
        {
            Disk = new WatchedDisk(disk, call =>
            {
                if (call is { Operation: "SyncDirectory", Path: "/srv/store/data/ab/cd" })
                    throw new DiskException(BlobError.IO, "injected fault");
            }),
        });
        string[] keys = ["abcd-bad", "abce-good", "abcf-good", "abcd-bad-too"];
        var results = await Task.WhenAll(keys.Select(key => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(store, key: key);
                return $"{key} written";
            }
            catch (BlobException exception)
            {
                return $"{key} {exception.Error}";
            }
        })));
        results.ShouldBe(["abcd-bad IO", "abce-good written", "abcf-good written", "abcd-bad-too IO"]);
    }

    // Lets the first, second, third … operation of an action fail until the action has fewer operations than that.
    private static async Task EachFaultAsync(
        BlobError error, Durability durability, Func<FileStore, Task> prepare, Func<FileStore, Task> action, bool mustStay = false)
    {
        for (var number = 1; ; number++)
        {
            var disk = new CrashDisk();
            Action<DiskCall> watcher = _ => { };
            await using var store = FileStore.Open(Options with { Disk = new WatchedDisk(disk, call => watcher(call)), Durability = durability });
            await prepare(store);
            // A second store does not know that the content is durable already, so that it takes every step.
            await using var other = FileStore.Open(Options with { Disk = new WatchedDisk(disk, call => watcher(call)), Durability = durability });
            var failed = false;
            var fault = WatchedDisk.FailAt(number, error);
            watcher = call =>
            {
                try
                {
                    fault(call);
                }
                catch
                {
                    failed = true;
                    throw;
                }
            };
            BlobException? exception = null;
            try
            {
                await action(other);
            }
            catch (BlobException caught)
            {
                exception = caught;
            }
            watcher = _ => { };
            if (!failed)
            {
                exception.ShouldBeNull();
                number.ShouldBeGreaterThan(1);
                return;
            }
            // Only giving up an unfinished file may fail without being told, because it is swept later.
            if (exception is not null)
            {
                exception.Error.ShouldBe(error);
                exception.Store.ShouldBe("File \"videos\"");
            }
            disk.Enumerate("/srv/store/tmp").ShouldBeEmpty($"after the fault of operation {number}: {exception?.Message}");
            if (mustStay || await store.StatAsync(Key) is not null)
                (await ReadAsync(store)).ShouldBe(Content);
            if (exception is not null)
                await WriteAsync(other);
            (await ReadAsync(store)).ShouldBe(Content);
        }
    }

    private static async Task WriteAsync(FileStore store, bool replace = false, string key = Key)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = replace });
        await draft.Body.WriteAsync(Content);
        await draft.CommitAsync(key);
    }

    private static async Task<byte[]> ReadAsync(FileStore store)
    {
        await using var content = await store.OpenAsync(Key);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<List<string>> KeysAsync(FileStore store)
    {
        var keys = new List<string>();
        await foreach (var blob in store.ListAsync())
            keys.Add(blob.Key);
        return keys;
    }
}
