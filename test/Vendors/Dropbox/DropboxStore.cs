using System.Collections.Concurrent;

namespace Archivolt.Vendors.Dropbox;

/// <summary>All accounts and entries of a server, and the journal of what changed at which path of whom.</summary>
internal sealed class DropboxStore(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<(DropboxAccount Account, string Path)> _journal = [];
    private long _next;

    public ConcurrentDictionary<string, DropboxAccount> Accounts { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, DropboxEntry> Entries { get; } = new(StringComparer.Ordinal);

    // The API tells whole seconds.
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    public string NextRev() => $"5f{Interlocked.Increment(ref _next):x8}0abcdef";

    public int JournalLength
    {
        get
        {
            lock (_lock)
                return _journal.Count;
        }
    }

    /// <summary>Where an entry and what is below it stand for whom.</summary>
    public IReadOnlyList<(DropboxAccount Account, string Path)> PathsOf(DropboxEntry entry) =>
        [.. from account in Accounts.Values
            from found in Entries.Values
            where found.IsWithin(entry)
            let path = found.PathOf(account)
            where path is { Length: > 0 }
            orderby path.Length
            select (account, path)];

    public void Log(IEnumerable<(DropboxAccount Account, string Path)> paths)
    {
        lock (_lock)
            _journal.AddRange(paths);
    }

    /// <summary>The paths of an account that changed after a position of the journal, each once, in the order of their last change.</summary>
    public IReadOnlyList<string> ChangesFor(DropboxAccount account, int after)
    {
        lock (_lock)
            return [.. _journal.Skip(after).Where(entry => entry.Account == account).Select(entry => entry.Path)
                .Reverse().Distinct(StringComparer.OrdinalIgnoreCase).Reverse()];
    }

    public DropboxEntry? ChildOf(DropboxEntry folder, string name) =>
        Entries.Values.FirstOrDefault(entry => entry.Parent == folder && !entry.IsGone && string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What stands at a path of an account now; or, where asked for, what stood there last.</summary>
    public DropboxEntry? At(DropboxAccount account, string path, bool orDeleted = false)
    {
        var found = Entries.Values.Where(entry => string.Equals(entry.PathOf(account), path, StringComparison.OrdinalIgnoreCase)).ToArray();
        return Array.Find(found, entry => !entry.IsGone) ?? (orDeleted ? found.MaxBy(entry => entry.Deleted ?? DateTimeOffset.MinValue) : null);
    }
}
