using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Downloads;

/// <summary>
/// Audit entries of downloads, and what is learnt of them later, that the database had no room for. A download only reads, so it goes on; its entry is in the server's log at
/// once, and in the audit log when the database takes it. Until then the newest state of each entry waits in memory.
/// </summary>
internal sealed partial class LateRecords(IAuditLog audit, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    /// <summary>So many entries wait; later ones are in the server's log only.</summary>
    public const int Capacity = 10_000;

    /// <summary>How often the database is asked again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<Record> _waiting = [];
    private ITimer? _timer;
    private Task _writing = Task.CompletedTask;
    private bool _isDisposed;
    private int _count;

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Writes an entry, or keeps it where the database cannot be written.</summary>
    public async ValueTask<Record> WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var record = new Record();
        try
        {
            record.Id = await audit.WriteAsync(entry, cancellationToken);
        }
        catch (BlobException exception) when (CannotBeWritten(exception))
        {
            LogLate(exception, entry.EventId, entry.PrincipalName, entry.Repository, entry.DocumentId);
            Keep(record, entry);
        }
        return record;
    }

    /// <summary>Completes an entry, or keeps what completes it: bytes that went out cannot be taken back, whatever the database says. One caller at a time for each entry.</summary>
    public async ValueTask CompleteAsync(Record record, AuditEntry entry)
    {
        if (!TryReplace(record, entry) && record.Id is { } id)
        {
            try
            {
                await audit.CompleteAsync(id, entry.Extended);
            }
            catch (BlobException exception)
            {
                LogIncomplete(exception, id, entry.EventId, entry.PrincipalName, entry.Repository, entry.DocumentId);
                Keep(record, entry);
            }
        }
    }

    /// <summary>Tries once more to write what waits; what cannot be written then is in the server's log only.</summary>
    public async ValueTask DisposeAsync()
    {
        ITimer? timer;
        lock (_lock)
        {
            _isDisposed = true;
            timer = _timer;
        }
        if (timer is null)
            return;
        await timer.DisposeAsync();
        await _writing;
        await WriteAgainAsync();
    }

    private static bool CannotBeWritten(BlobException exception) => exception.Error is BlobError.NoSpace or BlobError.ReadOnly or BlobError.IO;

    // While an older state waits, the newer one takes its place: written directly it would be overwritten by the older one later.
    private bool TryReplace(Record record, AuditEntry entry)
    {
        if (record.Id is null)
        {
            Keep(record, entry);
            return true;
        }
        lock (_lock)
        {
            if (record.Waiting is null)
                return false;
            record.Waiting = entry;
            return true;
        }
    }

    private void Keep(Record record, AuditEntry entry)
    {
        lock (_lock)
        {
            if (record.Waiting is null)
            {
                if (_waiting.Count == Capacity)
                {
                    LogDropped(entry.EventId, entry.PrincipalName, entry.Repository, entry.DocumentId, Capacity);
                    return;
                }
                _waiting.Enqueue(record);
                _count = _waiting.Count;
            }
            record.Waiting = entry;
            _timer ??= clock.CreateTimer(_ => _writing = WriteAgainAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (_waiting.Count == 1 && !_isDisposed)
                _timer.Change(Again, Timeout.InfiniteTimeSpan);
        }
    }

    // One runs at a time: the timer is set again at its end only.
    private async Task WriteAgainAsync()
    {
        try
        {
            while (Next() is var (record, entry))
            {
                if (record.Id is { } id)
                    await audit.CompleteAsync(id, entry.Extended);
                else
                    record.Id = await audit.WriteAsync(entry);
                Remove(record, entry);
            }
        }
        catch (Exception exception)
        {
            LogStillLate(exception, Count);
            lock (_lock)
            {
                if (!_isDisposed)
                    _timer!.Change(Again, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private (Record Record, AuditEntry Entry)? Next()
    {
        lock (_lock)
            return _waiting.TryPeek(out var next) ? (next, next.Waiting!) : null;
    }

    // Stays where a newer state came meanwhile.
    private void Remove(Record record, AuditEntry written)
    {
        lock (_lock)
        {
            if (record.Waiting != written)
                return;
            record.Waiting = null;
            _waiting.Dequeue();
            _count = _waiting.Count;
        }
    }

    [LoggerMessage(3, LogLevel.Error, "The audit log has no room for {EventId} by {User} of document {Repository}/{DocumentId}; the answer goes out, and the entry follows when it can be written.")]
    private partial void LogLate(Exception exception, string eventId, string user, string? repository, string? documentId);

    [LoggerMessage(4, LogLevel.Error, "{Count} entries of downloads still cannot be written to the audit log.")]
    private partial void LogStillLate(Exception exception, int count);

    [LoggerMessage(5, LogLevel.Error, "What went out of entry {Id} cannot be written to the audit log: {EventId} by {User} of document {Repository}/{DocumentId}; it follows when it can be.")]
    private partial void LogIncomplete(Exception exception, long id, string eventId, string user, string? repository, string? documentId);

    [LoggerMessage(6, LogLevel.Error, "{EventId} by {User} of document {Repository}/{DocumentId} will be in no audit log: {Capacity} entries wait for room already.")]
    private partial void LogDropped(string eventId, string user, string? repository, string? documentId, int capacity);

    /// <summary>An entry that was handed in.</summary>
    internal sealed class Record
    {
        /// <summary>Its number in the log, once it is there.</summary>
        public long? Id { get; set; }

        /// <summary>Its newest state, where that is still to be written.</summary>
        public AuditEntry? Waiting { get; set; }
    }
}
