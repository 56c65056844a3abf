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

    public async ValueTask<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        cancellationToken.ThrowIfCancellationRequested();
        var index = 0;
        var ids = await JoinAsync(batch =>
        {
            index = batch.Entries.Count;
            batch.Entries.Add(entry);
        });
        return ids[index];
    }

    public async ValueTask CompleteAsync(long id, IReadOnlyDictionary<string, string> extended, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(extended);
        cancellationToken.ThrowIfCancellationRequested();
        await JoinAsync(batch => batch.Completions[id] = extended);
    }

    public Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Skip);
        return database.ReadAsync(connection => AuditRows.QueryAsync(connection, query), cancellationToken);
    }

    // The first writer of a batch takes it to the database; the others wait for it. The batch closes when its transaction begins.
    private Task<IReadOnlyList<long>> JoinAsync(Action<Batch> add)
    {
        Batch batch;
        lock (_lock)
        {
            if (_open is { } open)
            {
                add(open);
                return open.Written.Task;
            }
            batch = _open = new Batch();
            add(batch);
        }
        return WriteAsync(batch);
    }

    private async Task<IReadOnlyList<long>> WriteAsync(Batch batch)
    {
        try
        {
            var ids = await database.WriteAsync(async session =>
            {
                Close(batch);
                await AuditRows.CompleteAsync(session, batch.Completions);
                return await AuditRows.InsertAsync(session, batch.Entries, clock.GetUtcNow());
            }, Commit.RelaxedLog);
            batch.Written.SetResult(ids);
            return ids;
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

        public SortedDictionary<long, IReadOnlyDictionary<string, string>> Completions { get; } = [];

        public TaskCompletionSource<IReadOnlyList<long>> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
