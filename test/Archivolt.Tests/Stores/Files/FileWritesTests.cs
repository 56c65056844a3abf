using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

/// <summary>Two nodes with one unfinished write.</summary>
public sealed class FileWritesTests
{
    private const string Key = "abcdef";
    private static readonly FileStoreOptions Options = new() { Path = "/srv/store" };

    [Fact]
    public async Task A_write_that_is_being_committed_never_looks_as_if_nothing_had_been_appended()
    {
        // The commit is interrupted by the whole look, or by the first of its operations, and ends before the others.
        foreach (var (interruptedAt, operations) in Enumerable.Range(0, 40).SelectMany(at => Enumerable.Range(1, 4).Select(count => (at, count))))
        {
            var disk = new CrashDisk();
            using var turns = new Turns(2);
            await using var one = FileStore.Open(Options with { Disk = new WatchedDisk(disk, _ => turns.Wait(0)) });
            await using var other = FileStore.Open(Options with { Disk = new WatchedDisk(disk, _ => turns.Wait(1)) });
            var write = await WritesOf(one).BeginAsync();
            await WritesOf(one).AppendAsync(write.Id, 0, new MemoryStream([1, 2, 3]));
            ResumableWrite? found = null;
            int[] schedule = [.. Enumerable.Repeat(0, interruptedAt), .. Enumerable.Repeat(1, operations), .. Enumerable.Repeat(0, 40)];

            await turns.RunAsync(schedule, () => { }, [
                () => WritesOf(one).CommitAsync(write.Id, Key).AsTask(),
                async () => found = await WritesOf(other).FindAsync(write.Id)]);

            (found?.Length).ShouldBeOneOf([null, 3], $"interrupted at {interruptedAt} by {operations}");
        }
    }

    [Fact]
    public async Task What_arrives_after_the_write_ended_on_another_node_is_refused_and_not_kept()
    {
        var disk = new CrashDisk();
        Action? before = null;
        await using var one = FileStore.Open(Options with
        {
            Disk = new WatchedDisk(disk, call =>
            {
                if (call.Operation == nameof(IDisk.Publish))
                    before?.Invoke();
            }),
        });
        await using var other = FileStore.Open(Options with { Disk = disk });
        var write = await WritesOf(one).BeginAsync();
        before = () => WritesOf(other).AbortAsync(write.Id).AsTask().GetAwaiter().GetResult().ShouldBeTrue();

        var refusal = await Should.ThrowAsync<BlobException>(async () => await WritesOf(one).AppendAsync(write.Id, 0, new MemoryStream([1])));

        refusal.Error.ShouldBe(BlobError.NotFound);
        disk.Enumerate("/srv/store/tmp").ShouldBeEmpty();
    }

    private static IResumableWrites WritesOf(FileStore store) => (IResumableWrites)store.GetService(typeof(IResumableWrites))!;
}
