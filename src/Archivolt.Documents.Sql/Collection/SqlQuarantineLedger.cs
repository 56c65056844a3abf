using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Providers;

namespace Archivolt.Documents.Sql.Collection;

/// <summary>
/// The quarantine in SQL. How many cases are open is kept in memory, so that while there are none, which is nearly always, readers do not ask
/// the database; another node's case is known here a millisecond after its commit, like every change.
/// </summary>
internal sealed class SqlQuarantineLedger : IQuarantineLedger
{
    private const int PageSize = 500;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Cache<string, IReadOnlyDictionary<string, long>> _counts = new(1);

    public SqlQuarantineLedger(Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        database.Changes.Register(_counts);
    }

    public async ValueTask<QuarantinedBlob?> FindAsync(string provider, string key, CancellationToken cancellationToken = default) =>
        (await CountAsync(cancellationToken)).ContainsKey(provider)
            ? (await _database.ReadAsync(connection => QuarantineRows.FindAsync(connection, provider, key), cancellationToken))?.ToBlob()
            : null;

    public async ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default)
    {
        await _database.Changes.RefreshAsync();
        if (_counts.TryGet("", out var known))
            return known;
        var stamp = _counts.Stamp;
        var counts = await _database.ReadAsync(QuarantineRows.CountAsync, cancellationToken);
        _counts.Put("", counts, stamp);
        return counts;
    }

    public Task PutAsync(QuarantinedBlob blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return _database.WriteAsync(async session =>
        {
            await QuarantineRows.PutAsync(session.Connection, QuarantineRow.Of(blob));
            session.AfterCommit(_counts.Clear);
            return true;
        }, Commit.Durable, cancellationToken);
    }

    public async ValueTask<bool> EndAsync(string provider, string key, QuarantineEnd end, CancellationToken cancellationToken = default) =>
        await _database.WriteAsync(async session =>
        {
            var isEnded = await QuarantineRows.EndAsync(session.Connection, provider, key, end, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (isEnded)
                session.AfterCommit(_counts.Clear);
            return isEnded;
        }, Commit.Durable, cancellationToken);

    public IAsyncEnumerable<QuarantinedBlob> ListAsync(string? provider = null, bool ended = false, CancellationToken cancellationToken = default) =>
        _database.PagesAsync<QuarantineRow>((connection, last) => QuarantineRows.PageAsync(connection, provider, ended, last, PageSize), PageSize, cancellationToken)
            .Select(row => row.ToBlob());
}
