namespace Archivolt.Documents.Sql.Databases;

/// <summary>Something kept in memory that a change elsewhere makes untrue.</summary>
internal interface IInvalidatable
{
    /// <summary>Forgets everything.</summary>
    void Clear();
}

/// <summary>One row of table <c>changes</c>.</summary>
internal sealed record ChangeCount(long Id, long Version);

/// <summary>
/// Keeps memory true to the database. A transaction counts one row of table <c>changes</c> up; an own transaction forgets exactly what it
/// changed, a foreign one, seen by a gap in a count, makes everything be forgotten. What was looked at less than a millisecond ago holds, so
/// whoever asks a millisecond after a commit by another process gets what that one committed.
/// </summary>
/// <remarks>
/// There are several rows because the row stays locked until its transaction is on stable storage: with one, transactions that run side by
/// side would commit one after the other. SQLite, which has one writer, has one row.
/// </remarks>
internal sealed class ChangeCounter(TimeProvider clock, int rows, Func<Task<IEnumerable<ChangeCount>>> read)
{
    public const string Read = "SELECT id AS \"Id\", version AS \"Version\" FROM changes";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly List<IInvalidatable> _memories = [];
    private readonly long[] _versions = [.. Enumerable.Repeat(-1L, rows)];
    private readonly long _ticks = Math.Max(1, (long)(Interval.TotalSeconds * clock.TimestampFrequency));
    private Look? _looking;
    private long _lookedAt = long.MinValue;
    private uint _turn = (uint)Random.Shared.Next();

    public void Register(IInvalidatable memory)
    {
        lock (_lock)
            _memories.Add(memory);
    }

    /// <summary>The row that the next transaction counts up: each in turn.</summary>
    public long NextRow() => Interlocked.Increment(ref _turn) % rows + 1;

    /// <summary>Sees to it that what is in memory is not older than a millisecond.</summary>
    public ValueTask RefreshAsync()
    {
        var now = clock.GetTimestamp();
        return IsFresh(Interlocked.Read(ref _lookedAt), now) ? ValueTask.CompletedTask : new ValueTask(ScanAsync(now));
    }

    /// <summary>Takes note of an own commit.</summary>
    public void Committed(ChangeCount count, IReadOnlyList<Action> invalidations)
    {
        lock (_lock)
        {
            foreach (var invalidation in invalidations)
                invalidation();
            ref var known = ref _versions[count.Id - 1];
            if (count.Version > known + 1)
                ClearAll();
            known = Math.Max(known, count.Version);
        }
    }

    // One look serves all who come while it is under way, unless it began too long before them.
    private Task ScanAsync(long now)
    {
        Look look;
        lock (_lock)
        {
            if (_looking is { } running && IsFresh(running.BeganAt, now))
                return running.Done.Task;
            look = _looking = new Look(now);
        }
        return ScanAsync(look);
    }

    private async Task ScanAsync(Look look)
    {
        try
        {
            var counts = await read();
            lock (_lock)
            {
                TakeNote(counts);
                _lookedAt = Math.Max(_lookedAt, look.BeganAt);
                End(look);
            }
            look.Done.SetResult();
        }
        catch (Exception exception)
        {
            // Nothing was learnt: who waited is told, the next one looks again.
            lock (_lock)
                End(look);
            look.Done.SetException(exception);
            // Observed here: there may be nobody else who waits.
            _ = look.Done.Task.Exception;
            throw;
        }
    }

    private bool IsFresh(long lookedAt, long now) => lookedAt != long.MinValue && now - lookedAt < _ticks;

    private void End(Look look)
    {
        if (ReferenceEquals(_looking, look))
            _looking = null;
    }

    private void TakeNote(IEnumerable<ChangeCount> counts)
    {
        var isChanged = false;
        foreach (var count in counts)
        {
            ref var known = ref _versions[count.Id - 1];
            isChanged |= count.Version > known;
            known = Math.Max(known, count.Version);
        }
        if (isChanged)
            ClearAll();
    }

    // Under the lock.
    private void ClearAll()
    {
        foreach (var memory in _memories)
            memory.Clear();
    }

    private sealed class Look(long beganAt)
    {
        public long BeganAt => beganAt;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
