namespace Archivolt.Stores;

/// <summary>One at a time for each key, in this process, so that the copies of a blob get changes in one order. No key waits for another one.</summary>
internal sealed class KeyLocks
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Waits for the key's turn; disposing ends it.</summary>
    public async ValueTask<IDisposable> TakeAsync(string key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry))
                _entries.Add(key, entry = new Entry());
            entry.Users++;
        }
        var held = new Held(this, key, entry);
        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
            return held;
        }
        catch
        {
            held.Leave();
            throw;
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(KeyLocks locks, string key, Entry entry) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            entry.Turn.Release();
            Leave();
        }

        public void Leave()
        {
            lock (locks._entries)
            {
                if (--entry.Users == 0)
                    locks._entries.Remove(key);
            }
        }
    }
}
