using System.Collections.Concurrent;

namespace Archivolt.Stores.Files;

/// <summary>
/// Makes changes durable together: while one group is being synced the next one gathers, so that many writers share the syncs that one
/// writer has to wait for alone. One thread of its own, because syncs block for long.
/// </summary>
internal sealed class GroupCommit(IDisk disk, Durability durability) : IDisposable
{
    private const int LargestGroup = 256;

    private readonly BlockingCollection<StoreChange> _queue = [];
    private readonly Lock _starting = new();
    private Thread? _thread;

    /// <summary>Carries a change out; ends when it is as durable as promised.</summary>
    public Task RunAsync(StoreChange change)
    {
        if (durability == Durability.None)
        {
            Commit([change]);
            return change.Completion;
        }
        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_queue.IsAddingCompleted, this);
            _queue.Add(change);
            _thread ??= Start();
        }
        return change.Completion;
    }

    /// <summary>Waits for the changes under way; takes no more.</summary>
    public void Dispose()
    {
        lock (_starting)
            _queue.CompleteAdding();
        _thread?.Join();
        _queue.Dispose();
    }

    private Thread Start()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "Archivolt commits" };
        thread.Start();
        return thread;
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
        Each(group, change => change.StartWriteBack());
        Each(group, change => change.SyncContent());
        Each(group, change => change.Apply());
        if (durability == Durability.Full)
            SyncDirectories(group);
        foreach (var change in group)
            change.Finish();
    }

    private void SyncDirectories(List<StoreChange> group)
    {
        var failures = new Dictionary<string, DiskException?>(StringComparer.Ordinal);
        Each(group, change =>
        {
            foreach (var directory in change.Unsynced)
            {
                if (!failures.TryGetValue(directory, out var failure))
                    failures[directory] = failure = TrySync(directory);
                if (failure is not null)
                    throw new DiskException(failure.Error, failure.Message, failure);
            }
        });
    }

    private DiskException? TrySync(string directory)
    {
        try
        {
            disk.SyncDirectory(directory);
            return null;
        }
        catch (DiskException exception)
        {
            return exception;
        }
    }

    private static void Each(List<StoreChange> group, Action<StoreChange> step)
    {
        foreach (var change in group)
            change.Try(step);
    }
}
