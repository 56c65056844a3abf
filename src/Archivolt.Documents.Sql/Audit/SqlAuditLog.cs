using Archivolt.Documents.Audit;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Audit;

/// <summary>
/// The audit log in SQL. Writers that come while a transaction is under way share the next one. Times are kept to the millisecond.
/// </summary>
internal sealed class SqlAuditLog(Database database, TimeProvider clock) : IAuditLog
{
    private readonly Lock _lock = new();
    private Batch? _open;

    public ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        cancellationToken.ThrowIfCancellationRequested();
        Batch batch;
        lock (_lock)
        {
            if (_open is not null)
            {
                _open.Entries.Add(entry);
                return new ValueTask(_open.Written.Task);
            }
            batch = _open = new Batch();
            batch.Entries.Add(entry);
        }
        return new ValueTask(WriteAsync(batch));
    }

    public Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Skip);
        return database.ReadAsync(connection => AuditRows.QueryAsync(connection, query), cancellationToken);
    }

    // The first writer of a batch takes it to the database; the others wait for it. The batch closes when its transaction begins.
    private async Task WriteAsync(Batch batch)
    {
        try
        {
            await database.WriteAsync(async session =>
            {
                Close(batch);
                await AuditRows.InsertAsync(session, batch.Entries, clock.GetUtcNow());
                return batch.Entries.Count;
            }, Commit.RelaxedLog);
            batch.Written.SetResult();
        }
        catch (Exception exception)
        {
            Close(batch);
            batch.Written.SetException(exception);
            // Observed here: there may be no other writer to do so.
            _ = batch.Written.Task.Exception;
            throw;
        }
    }

    private void Close(Batch batch)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_open, batch))
                _open = null;
        }
    }

    private sealed class Batch
    {
        public List<AuditEntry> Entries { get; } = [];

        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
