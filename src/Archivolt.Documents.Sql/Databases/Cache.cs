using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// A bounded memory of what was read, kept true by <see cref="ChangeCounter"/>. Two generations: when the young one is full it becomes the old
/// one, and what nobody asked for since is dropped. Holds at most twice the capacity.
/// </summary>
/// <remarks>
/// Whoever fills it takes <see cref="Stamp"/> before reading the database: if anything was forgotten since, what was read may be outdated
/// and is not kept.
/// </remarks>
internal sealed class Cache<TKey, TValue>(int capacity) : IInvalidatable where TKey : notnull
{
    private readonly Lock _lock = new();
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();
    private long _forgotten;

    /// <summary>How often something was forgotten.</summary>
    public long Stamp => Interlocked.Read(ref _forgotten);

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (Volatile.Read(ref _young).TryGetValue(key, out value))
            return true;
        var stamp = Stamp;
        if (!Volatile.Read(ref _old).TryGetValue(key, out value))
            return false;
        Put(key, value, stamp);
        return true;
    }

    public void Put(TKey key, TValue value, long stamp)
    {
        lock (_lock)
        {
            if (stamp != _forgotten)
                return;
            if (_young.Count >= capacity)
            {
                _old = _young;
                _young = new ConcurrentDictionary<TKey, TValue>();
            }
            _young[key] = value;
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
        {
            _forgotten++;
            _young.TryRemove(key, out _);
            _old.TryRemove(key, out _);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _forgotten++;
            _young = new ConcurrentDictionary<TKey, TValue>();
            _old = new ConcurrentDictionary<TKey, TValue>();
        }
    }
}
