using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Moves;

/// <summary>Moves in SQL. <see cref="SqlDocumentStore"/> adds and ends them in its own transactions.</summary>
internal sealed class SqlBlobMoves(Database database, MoveSignal signal, TimeProvider clock) : IBlobMoves
{
    private const int PageSize = 1000;

    public async Task AddAsync(IReadOnlyList<BlobMove> moves, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(moves);
        if (moves.Count == 0)
            return;
        await WriteAsync(session => MoveRows.PutAsync(session.Connection, moves), cancellationToken);
        signal.Set();
    }

    public Task<IReadOnlyList<BlobMove>> FindDueAsync(int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection => (IReadOnlyList<BlobMove>)
            [.. (await MoveRows.DueAsync(connection, clock.GetUtcNow().ToUnixTimeMilliseconds(), limit)).Select(row => row.ToMove())], cancellationToken);

    public IAsyncEnumerable<BlobMove> ListAsync(bool failedOnly = false, CancellationToken cancellationToken = default) =>
        database.PagesAsync<MoveRow>((connection, last) => MoveRows.PageAsync(connection, last, failedOnly ? 1 : 0, PageSize), PageSize, cancellationToken)
            .Select(row => row.ToMove());

    public Task<MoveTotals> CountAsync(CancellationToken cancellationToken = default) => database.ReadAsync(MoveRows.CountAsync, cancellationToken);

    public Task PostponeAsync(BlobMove move, string problem, DateTimeOffset due, CancellationToken cancellationToken = default) =>
        WriteAsync(session => MoveRows.PostponeAsync(session.Connection, MoveRow.Of(move with { Problem = problem, Due = due })), cancellationToken);

    public Task DropAsync(BlobMove move, CancellationToken cancellationToken = default) =>
        WriteAsync(session => MoveRows.DropAsync(session.Connection, MoveRow.Of(move)), cancellationToken);

    public async Task<int> RetryAsync(CancellationToken cancellationToken = default)
    {
        var retried = await database.WriteAsync(
            session => MoveRows.RetryAsync(session.Connection, clock.GetUtcNow().ToUnixTimeMilliseconds()), Commit.Durable, cancellationToken);
        signal.Set();
        return retried;
    }

    private Task<int> WriteAsync(Func<WriteSession, Task> work, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        await work(session);
        return 0;
    }, Commit.Durable, cancellationToken);
}
