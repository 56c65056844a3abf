namespace Archivolt.Documents.Sql.Databases;

/// <summary>Something kept in memory that a change elsewhere makes untrue.</summary>
internal interface IForgetful
{
    /// <summary>Forgets everything.</summary>
    void Clear();
}

/// <summary>
/// Keeps memory true to the database. Transactions count one row up (table <c>changes</c>); an own transaction forgets exactly what it
/// changed, a foreign one, seen by a gap in the count, makes everything be forgotten. The count is looked at once a millisecond at most, so
/// a change by another process is seen at the latest a millisecond after its commit.
/// </summary>
internal sealed class Changes(TimeProvider clock, Func<Task<long>> readVersion)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly List<IForgetful> _memories = [];
    private readonly long _ticks = Math.Max(1, (long)(Interval.TotalSeconds * clock.TimestampFrequency));
    private long _version = -1;
    private long _lookedAt = long.MinValue;

    public const string Increment = "UPDATE changes SET version = version + 1 WHERE id = 1 RETURNING version";
    public const string Read = "SELECT version FROM changes WHERE id = 1";

    public void Register(IForgetful memory)
    {
        lock (_lock)
            _memories.Add(memory);
    }

    /// <summary>Sees to it that what is in memory is not older than a millisecond.</summary>
    public ValueTask CatchUpAsync()
    {
        var now = clock.GetTimestamp();
        var looked = Interlocked.Read(ref _lookedAt);
        return now - looked < _ticks && looked != long.MinValue || Interlocked.CompareExchange(ref _lookedAt, now, looked) != looked
            ? ValueTask.CompletedTask
            : new ValueTask(LookAsync(looked));
    }

    /// <summary>Takes note of an own commit.</summary>
    public void Committed(long version, IReadOnlyList<Action> invalidations)
    {
        lock (_lock)
        {
            foreach (var invalidation in invalidations)
                invalidation();
            if (version > _version + 1)
                ClearAll();
            _version = Math.Max(_version, version);
        }
    }

    private async Task LookAsync(long lookedBefore)
    {
        try
        {
            var version = await readVersion();
            lock (_lock)
            {
                if (version <= _version)
                    return;
                ClearAll();
                _version = version;
            }
        }
        catch
        {
            // Nothing was learnt: the next reader looks again instead of trusting memory for a while.
            Interlocked.Exchange(ref _lookedAt, lookedBefore);
            throw;
        }
    }

    private void ClearAll()
    {
        foreach (var memory in _memories)
            memory.Clear();
    }
}
