using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Downloads;

/// <summary>
/// Audit entries of downloads, and what is learnt of them later, that the database had no room for. A download only reads, so it goes on; its entry is in the server's log at
/// once, and in the audit log when the database takes it. Until then it waits in memory.
/// </summary>
internal sealed partial class LateRecords(IAuditLog audit, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    /// <summary>So many wait; later ones are in the server's log only.</summary>
    public const int Capacity = 10_000;

    /// <summary>How often the database is asked again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<(Record Record, AuditEntry Entry)> _waiting = [];
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

    /// <summary>Completes an entry, or keeps what completes it: bytes that went out cannot be taken back, whatever the database says.</summary>
    public async ValueTask CompleteAsync(Record record, AuditEntry entry)
    {
        if (record.Id is not { } id)
        {
            Keep(record, entry);
            return;
        }
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

    private void Keep(Record record, AuditEntry entry)
    {
        lock (_lock)
        {
            if (_waiting.Count == Capacity)
                return;
            _waiting.Enqueue((record, entry));
            _count = _waiting.Count;
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
            // In their order, so that an entry is there before it is completed.
            while (Next() is var (record, entry))
            {
                if (record.Id is { } id)
                    await audit.CompleteAsync(id, entry.Extended);
                else
                    record.Id = await audit.WriteAsync(entry);
                Remove();
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
            return _waiting.TryPeek(out var next) ? next : null;
    }

    private void Remove()
    {
        lock (_lock)
        {
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

    /// <summary>An entry that was handed in.</summary>
    internal sealed class Record
    {
        /// <summary>Its number in the log, once it is there.</summary>
        public long? Id { get; set; }
    }
}
