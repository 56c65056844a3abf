using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Work;

namespace Archivolt.Documents.Sql;

/// <summary>Background work in SQL, timed by the database.</summary>
internal sealed class SqlWorkLedger(Database database) : IWorkLedger
{
    // Durable, so that a term number is never given twice, and a term never ends earlier than its holder was told.
    public async ValueTask<WorkTerm?> TryTakeAsync(string work, string holder, TimeSpan length, CancellationToken cancellationToken = default)
    {
        var row = await database.WriteAsync(async session => await WorkRows.TakeAsync(
            session.Connection, work, holder, Milliseconds(length), await database.NowAsync(session.Connection)), Commit.Durable, cancellationToken);
        return row is null ? null : new WorkTerm(row.Name, row.Fence, row.Checkpoint, row.Request);
    }

    public async ValueTask<string?> RenewAsync(WorkTerm term, string? checkpoint, TimeSpan length, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(term);
        var row = await database.WriteAsync(async session => await WorkRows.RenewAsync(
                session.Connection, term.Work, term.Fence, checkpoint, Milliseconds(length), await database.NowAsync(session.Connection)),
            Commit.Durable, cancellationToken);
        return row is null ? throw LostWork.To(term) : row.Request;
    }

    public async ValueTask ReleaseAsync(WorkTerm term, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(term);
        await database.WriteAsync(async session => await WorkRows.ReleaseAsync(
            session.Connection, term.Work, term.Fence, await database.NowAsync(session.Connection)), Commit.Relaxed, cancellationToken);
    }

    public async ValueTask RequestAsync(string work, string? request, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(async session => await WorkRows.AskAsync(
            session.Connection, work, request, await database.NowAsync(session.Connection)), Commit.Durable, cancellationToken);

    public async ValueTask<WorkStatus?> FindAsync(string work, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(async connection => await WorkRows.FindAsync(connection, work) is { } row
            ? Status(row, await database.NowAsync(connection))
            : null, cancellationToken);

    public Task<IReadOnlyList<WorkStatus>> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection =>
        {
            var now = await database.NowAsync(connection);
            return (IReadOnlyList<WorkStatus>)[.. (await WorkRows.ListAsync(connection, prefix)).Select(row => Status(row, now))];
        }, cancellationToken);

    private static WorkStatus Status(WorkRow row, long now)
    {
        var held = row.HeldUntil > now;
        return new WorkStatus(
            row.Name, held ? row.Holder : null, held ? DateTimeOffset.FromUnixTimeMilliseconds(row.HeldUntil) : null,
            row.Checkpoint, row.Request, DateTimeOffset.FromUnixTimeMilliseconds(row.Changed));
    }

    private static long Milliseconds(TimeSpan length) => (long)length.TotalMilliseconds;
}
