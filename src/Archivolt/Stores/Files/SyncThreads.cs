using System.Collections.Concurrent;

namespace Archivolt.Stores.Files;

/// <summary>
/// Runs blocking syncs side by side. File systems let syncs that wait together share one flush of the drive, whereas each of a row of syncs
/// pays for its own. The threads are its own, because the thread pool has few and grows slowly; where the system gives none, the caller does all.
/// </summary>
/// <param name="start">Starts a thread, or says that the system gives none; null for the usual way.</param>
internal sealed class SyncThreads(Func<Thread, bool>? start = null) : IDisposable
{
    private const int Most = 16;
    private const int StackSize = 256 * 1024;

    private readonly BlockingCollection<Action> _work = [];
    private readonly List<Thread> _threads = [];

    /// <summary>Does something with each item and waits for all; the action does not throw. Called by one thread.</summary>
    public void ForEach<T>(IReadOnlyCollection<T> items, Action<T> action)
    {
        if (items.Count < 2 || !HasThreads(items.Count - 1))
        {
            foreach (var item in items)
                action(item);
            return;
        }
        using var left = new CountdownEvent(items.Count);
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

    /// <summary>Starts a thread; false when the system has no room for one more.</summary>
    public static bool TryStart(Thread thread)
    {
        try
        {
            thread.Start();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    // False when there is not a single one.
    private bool HasThreads(int wanted)
    {
        while (_threads.Count < Math.Min(wanted, Most))
        {
            var thread = new Thread(Work, StackSize) { IsBackground = true, Name = "Archivolt sync" };
            if (!(start ?? TryStart)(thread))
                break;
            _threads.Add(thread);
        }
        return _threads.Count > 0;
    }

    private void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }
}
