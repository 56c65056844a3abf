namespace Archivolt.Jobs;

/// <summary>A ledger in memory, for one process without a database: work that was interrupted starts again.</summary>
internal sealed class MemoryJobLedger(TimeProvider clock) : IJobLedger
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public ValueTask<Lease?> TryTakeAsync(string work, string holder, TimeSpan length, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var entry = EntryOf(work);
            var now = clock.GetUtcNow();
            if (entry.HeldUntil > now)
                return ValueTask.FromResult<Lease?>(null);
            entry.Fence++;
            entry.Holder = holder;
            entry.HeldUntil = now + length;
            entry.Changed = now;
            return ValueTask.FromResult<Lease?>(new Lease(work, entry.Fence, entry.Checkpoint, entry.Request));
        }
    }

    public ValueTask<string?> RenewAsync(Lease term, string? checkpoint, TimeSpan length, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var entry = EntryOf(term.Work);
            if (entry.Fence != term.Fence || entry.Holder is null)
                throw LeaseLost.To(term);
            entry.Checkpoint = checkpoint ?? entry.Checkpoint;
            entry.Changed = clock.GetUtcNow();
            entry.HeldUntil = entry.Changed + length;
            return ValueTask.FromResult(entry.Request);
        }
    }

    public ValueTask ReleaseAsync(Lease term, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var entry = EntryOf(term.Work);
            if (entry.Fence == term.Fence)
            {
                entry.Holder = null;
                entry.HeldUntil = default;
                entry.Changed = clock.GetUtcNow();
            }
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask RequestAsync(string work, string? request, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            EntryOf(work).Request = request;
        return ValueTask.CompletedTask;
    }

    public ValueTask<JobStatus?> FindAsync(string work, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult(_entries.TryGetValue(work, out var entry) ? entry.Status(work, clock.GetUtcNow()) : null);
    }

    public Task<IReadOnlyList<JobStatus>> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            return Task.FromResult<IReadOnlyList<JobStatus>>(
            [
                .. _entries.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry.Value.Status(entry.Key, now)),
            ]);
        }
    }

    private Entry EntryOf(string work)
    {
        if (!_entries.TryGetValue(work, out var entry))
            _entries.Add(work, entry = new Entry { Changed = clock.GetUtcNow() });
        return entry;
    }

    private sealed class Entry
    {
        public long Fence { get; set; }

        public string? Holder { get; set; }

        public DateTimeOffset HeldUntil { get; set; }

        public string? Checkpoint { get; set; }

        public string? Request { get; set; }

        public DateTimeOffset Changed { get; set; }

        public JobStatus Status(string work, DateTimeOffset now) => HeldUntil > now
            ? new JobStatus(work, Holder, HeldUntil, Checkpoint, Request, Changed)
            : new JobStatus(work, null, null, Checkpoint, Request, Changed);
    }
}
