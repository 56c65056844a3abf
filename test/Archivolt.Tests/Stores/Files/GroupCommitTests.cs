using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

public sealed class GroupCommitTests
{
    private readonly CrashDisk _disk = new();

    [Fact]
    public async Task Without_a_thread_to_be_had_a_change_is_carried_out_all_the_same()
    {
        using var commits = new GroupCommit(_disk, Durability.Full, _ => false);
        var change = new Counted(_disk, "ab");
        await commits.RunAsync(change);
        (change.Syncs, change.Applied).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Many_changes_need_no_more_threads_than_there_are()
    {
        var started = 0;
        using var commits = new GroupCommit(_disk, Durability.Full, thread => Interlocked.Increment(ref started) == 1 && SyncThreads.TryStart(thread));
        using var first = new ManualResetEventSlim();
        // The others gather while the first one is carried out.
        var holding = new Counted(_disk, "first", first);
        var changes = Enumerable.Range(0, 5).Select(number => new Counted(_disk, $"key{number}")).ToList();
        var running = changes.Prepend(holding).Select(commits.RunAsync).ToList();
        first.Set();
        await Task.WhenAll(running);
        changes.ShouldAllBe(change => change.Syncs == 1 && change.Applied == 1);
        started.ShouldBeGreaterThan(1);
    }

    private sealed class Counted(IDisk disk, string key, ManualResetEventSlim? wait = null)
        : StoreChange(new StoreFiles("File", disk, "/srv", PathLayout.Flat, Durability.Full), key)
    {
        public int Syncs { get; private set; }

        public int Applied { get; private set; }

        public override void SyncContent()
        {
            wait?.Wait();
            Syncs++;
        }

        public override void Apply() => Applied++;
    }
}
