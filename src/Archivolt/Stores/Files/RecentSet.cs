using System.Collections.Concurrent;

namespace Archivolt.Stores.Files;

/// <summary>
/// Remembers about the last <paramref name="capacity"/> keys in bounded memory: two generations, of which the older is dropped when the younger
/// is full. Forgetting costs only work done again.
/// </summary>
internal sealed class RecentSet<TValue>(int capacity)
{
    private readonly Lock _turning = new();
    private ConcurrentDictionary<string, TValue> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, TValue> _old = new(StringComparer.Ordinal);
    private int _count;

    public bool TryGet(string key, out TValue? value) => _young.TryGetValue(key, out value) || _old.TryGetValue(key, out value);

    public void Remember(string key, TValue value)
    {
        _young[key] = value;
        if (Interlocked.Increment(ref _count) < capacity)
            return;
        lock (_turning)
        {
            if (_count < capacity)
                return;
            _old = _young;
            _young = new ConcurrentDictionary<string, TValue>(StringComparer.Ordinal);
            _count = 0;
        }
    }

    public void Forget(string key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }
}
