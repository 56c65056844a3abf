using System.Collections.Concurrent;

namespace Archivolt.Stores.Files;

/// <summary>
/// Makes changes durable together: while one group is being synced the next one gathers, so that many writers share the syncs that one
/// writer has to wait for alone. One thread of its own, because syncs block for long; where the system has none to give, the writer's.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="durability">How durable a change is to be.</param>
/// <param name="start">Starts a thread, or says that the system gives none; null for the usual way.</param>
internal sealed class GroupCommit(IDisk disk, Durability durability, Func<Thread, bool>? start = null) : IDisposable
{
    private const int LargestGroup = 256;

    private readonly BlockingCollection<StoreChange> _queue = [];
    private readonly SyncThreads _threads = new(start);
    private readonly Lock _starting = new();
    private Thread? _thread;

    /// <summary>Carries a change out; ends when it is as durable as promised.</summary>
    public Task RunAsync(StoreChange change)
    {
        if (durability == Durability.None || !TryQueue(change))
            Commit([change]);
        return change.Completion;
    }

    /// <summary>Waits for the changes under way; takes no more.</summary>
    public void Dispose()
    {
        lock (_starting)
            _queue.CompleteAdding();
        _thread?.Join();
        _threads.Dispose();
        _queue.Dispose();
    }

    private bool TryQueue(StoreChange change)
    {
        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_queue.IsAddingCompleted, this);
            _thread ??= Start();
            if (_thread is null)
                return false;
            _queue.Add(change);
            return true;
        }
    }

    private Thread? Start()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "Archivolt commits" };
        return (start ?? SyncThreads.TryStart)(thread) ? thread : null;
    }

    private void Work()
    {
        var group = new List<StoreChange>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < LargestGroup && _queue.TryTake(out var next))
                group.Add(next);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<StoreChange> group)
    {
        if (group.Count > 1)
            Each(group, change => change.StartWriteBack());
        _threads.ForEach(group, change => change.Try(each => each.SyncContent()));
        Each(group, change => change.Apply());
        if (durability == Durability.Full)
            SyncDirectories(group);
        foreach (var change in group)
            change.Finish();
    }

    private void SyncDirectories(List<StoreChange> group)
    {
        var directories = group.Where(change => change.Failure is null).SelectMany(change => change.Unsynced).ToHashSet(StringComparer.Ordinal);
        var failures = new ConcurrentDictionary<string, Exception>(StringComparer.Ordinal);
        // A change on its own takes its steps in order: nearly always there is only one directory.
        if (group.Count > 1)
            _threads.ForEach(directories, TrySync);
        else
            directories.ToList().ForEach(TrySync);
        Each(group, change =>
        {
            foreach (var failed in change.Unsynced.Where(failures.ContainsKey))
                throw Again(failures[failed]);
        });

        // Several writers may wait for one directory: each gets an exception of its own.
        static Exception Again(Exception failure) => failure is DiskException disk ? new DiskException(disk.Error, disk.Message, disk) : failure;

        void TrySync(string directory)
        {
            try
            {
                disk.SyncDirectory(directory);
            }
            catch (Exception exception)
            {
                failures[directory] = exception;
            }
        }
    }

    private static void Each(List<StoreChange> group, Action<StoreChange> step)
    {
        foreach (var change in group)
            change.Try(step);
    }
}
