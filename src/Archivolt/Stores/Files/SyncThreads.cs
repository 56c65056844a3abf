using System.Collections.Concurrent;

namespace Archivolt.Stores.Files;

/// <summary>
/// Runs blocking syncs side by side. File systems let syncs that wait together share one flush of the drive, whereas each of a row of syncs
/// pays for its own. The threads are its own, because the thread pool has few and grows slowly.
/// </summary>
internal sealed class SyncThreads : IDisposable
{
    private const int Most = 16;
    private const int StackSize = 256 * 1024;

    private readonly BlockingCollection<Action> _work = [];
    private readonly List<Thread> _threads = [];

    /// <summary>Does something with each item and waits for all; the action does not throw. Called by one thread.</summary>
    public void ForEach<T>(IReadOnlyCollection<T> items, Action<T> action)
    {
        if (items.Count < 2)
        {
            foreach (var item in items)
                action(item);
            return;
        }
        using var left = new CountdownEvent(items.Count);
        Start(items.Count - 1);
        foreach (var item in items.Skip(1))
            _work.Add(() => Do(item));
        Do(items.First());
        left.Wait();

        void Do(T item)
        {
            action(item);
            left.Signal();
        }
    }

    /// <summary>Ends the threads, which are idle by then.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        _work.Dispose();
    }

    private void Start(int wanted)
    {
        while (_threads.Count < Math.Min(wanted, Most))
        {
            var thread = new Thread(Work, StackSize) { IsBackground = true, Name = "Archivolt sync" };
            thread.Start();
            _threads.Add(thread);
        }
    }

    private void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }
}
