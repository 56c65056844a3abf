using System.Collections.Concurrent;

namespace Archivolt.Vendors.Drive;

/// <summary>All accounts, files and drives of a server, and the log of their changes.</summary>
internal sealed class DriveStore(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<DriveChange> _changes = [];
    private long _next;

    public ConcurrentDictionary<string, DriveAccount> Accounts { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, DriveFile> Files { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => clock.GetUtcNow();

    public long Next() => Interlocked.Increment(ref _next);

    /// <summary>Logs a change; those who see the file no more, but did before, are named.</summary>
    public void Log(DriveFile file, IEnumerable<DriveAccount> before) => Log(new DriveChange(0, Now, file, null, [.. before, .. AudienceOf(file)]));

    public void Log(SharedDrive drive, IEnumerable<DriveAccount> before) => Log(new DriveChange(0, Now, null, drive, [.. before, .. drive.Members]));

    public DriveAccount[] AudienceOf(DriveFile file) => [.. Accounts.Values.Where(account => file.RoleOf(account) is not null)];

    public long LastChange
    {
        get
        {
            lock (_lock)
                return _changes.Count;
        }
    }

    /// <summary>An account's changes after a number, the last one of each file and drive, in their order.</summary>
    public IReadOnlyList<DriveChange> ChangesFor(DriveAccount account, long after)
    {
        lock (_lock)
            return [.. _changes.Skip((int)after)
                .Where(change => change.Audience.Contains(account))
                .GroupBy(change => (object?)change.File ?? change.Drive)
                .Select(changes => changes.Last())
                .OrderBy(change => change.Number)];
    }

    private void Log(DriveChange change)
    {
        lock (_lock)
            _changes.Add(change with { Number = _changes.Count + 1 });
    }
}

/// <summary>A change of a file or of a shared drive, and whom it concerns.</summary>
internal sealed record DriveChange(long Number, DateTimeOffset Time, DriveFile? File, SharedDrive? Drive, IReadOnlySet<DriveAccount> Audience)
{
    public DriveChange(long number, DateTimeOffset time, DriveFile? file, SharedDrive? drive, DriveAccount[] audience)
        : this(number, time, file, drive, audience.ToHashSet())
    {
    }
}
