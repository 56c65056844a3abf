using Archivolt.Documents.Requests;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Requests;

/// <summary>Requests in SQL, timed by the database, which all nodes agree about.</summary>
internal sealed class SqlRequestLedger(Database database) : IRequestLedger
{
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    public Task<KnownRequest?> BeginAsync(RequestTurn turn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return database.WriteAsync(async session =>
        {
            var now = await database.NowAsync(session.Connection);
            await RequestRows.DeleteBeforeAsync(session.Connection, now);
            // One that ends between the two questions is begun anew the next time.
            return await RequestRows.InsertAsync(session.Connection, turn, now + (long)LostAfter.TotalMilliseconds) ? null
                : (await RequestRows.FindAsync(session.Connection, turn, now))?.ToRequest() ?? new KnownRequest(turn.Subject, null);
        }, Commit.Durable, cancellationToken);
    }

    public Task<KnownRequest?> FindAsync(RequestTurn turn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return database.ReadAsync(async connection => (await RequestRows.FindAsync(connection, turn, await database.NowAsync(connection)))?.ToRequest(), cancellationToken);
    }

    public Task CompleteAsync(RequestTurn turn, KeptAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(answer);
        return database.WriteAsync(async session =>
        {
            await RequestRows.CompleteAsync(session.Connection, turn, answer, await database.NowAsync(session.Connection) + (long)KeptFor.TotalMilliseconds);
            return true;
        }, Commit.Durable, cancellationToken);
    }

    public Task ForgetAsync(RequestTurn turn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return database.WriteAsync(async session =>
        {
            await RequestRows.DeleteAsync(session.Connection, turn);
            return true;
        }, Commit.Durable, cancellationToken);
    }
}
