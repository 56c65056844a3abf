namespace Archivolt.Stores.Kit;

/// <summary>
/// One at a time for each key, in this process. No key waits for another one, and a key takes no memory while nobody holds or awaits it.
/// </summary>
/// <example><code>using var held = await _locks.TakeAsync(key, cancellationToken);</code></example>
public sealed class KeyLocks
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Waits for the key's turn; disposing what it gives ends the turn. Who holds a key must not take it again.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the turn was not taken.</exception>
    public async ValueTask<KeyLock> TakeAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        Entry? entry;
        bool isFree;
        lock (_entries)
        {
            isFree = !_entries.TryGetValue(key, out entry);
            if (entry is null)
                _entries.Add(key, entry = new Entry());
            entry.Users++;
        }
        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
            return new KeyLock(() => Release(key, entry), waited: !isFree);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
    }

    private void Release(string key, Entry entry)
    {
        entry.Turn.Release();
        Leave(key, entry);
    }

    private void Leave(string key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
                _entries.Remove(key);
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }
}

/// <summary>A key's turn (<see cref="KeyLocks"/>).</summary>
public sealed class KeyLock : IDisposable
{
    private readonly Action _release;
    private int _disposed;

    internal KeyLock(Action release, bool waited)
    {
        _release = release;
        Waited = waited;
    }

    /// <summary>True when somebody else had the key just before, so that what was read earlier may have changed.</summary>
    public bool Waited { get; }

    /// <summary>Ends the turn.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _release();
    }
}
