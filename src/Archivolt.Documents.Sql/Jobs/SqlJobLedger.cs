using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Jobs;

namespace Archivolt.Documents.Sql.Jobs;

/// <summary>Background work in SQL, timed by the database.</summary>
internal sealed class SqlJobLedger(Database database) : IJobLedger
{
    // Durable, so that a term number is never given twice, and a term never ends earlier than its holder was told.
    public async ValueTask<Lease?> TryTakeAsync(string work, string holder, TimeSpan length, CancellationToken cancellationToken = default)
    {
        var row = await database.WriteAsync(async session => await JobRows.TakeAsync(
            session.Connection, work, holder, Milliseconds(length), await database.NowAsync(session.Connection)), Commit.Durable, cancellationToken);
        return row is null ? null : new Lease(row.Name, row.Fence, row.Checkpoint, row.Request);
    }

    public async ValueTask<string?> RenewAsync(Lease term, string? checkpoint, TimeSpan length, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(term);
        var row = await database.WriteAsync(async session => await JobRows.RenewAsync(
                session.Connection, term.Work, term.Fence, checkpoint, Milliseconds(length), await database.NowAsync(session.Connection)),
            Commit.Durable, cancellationToken);
        return row is null ? throw LeaseLost.To(term) : row.Request;
    }

    public async ValueTask ReleaseAsync(Lease term, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(term);
        await database.WriteAsync(async session => await JobRows.ReleaseAsync(
            session.Connection, term.Work, term.Fence, await database.NowAsync(session.Connection)), Commit.RelaxedBackground, cancellationToken);
    }

    public async ValueTask RequestAsync(string work, string? request, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(async session => await JobRows.AskAsync(
            session.Connection, work, request, await database.NowAsync(session.Connection)), Commit.Durable, cancellationToken);

    public async ValueTask<JobStatus?> FindAsync(string work, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(async connection => await JobRows.FindAsync(connection, work) is { } row
            ? Status(row, await database.NowAsync(connection))
            : null, cancellationToken);

    public Task<IReadOnlyList<JobStatus>> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection =>
        {
            var now = await database.NowAsync(connection);
            return (IReadOnlyList<JobStatus>)[.. (await JobRows.ListAsync(connection, prefix)).Select(row => Status(row, now))];
        }, cancellationToken);

    private static JobStatus Status(WorkRow row, long now)
    {
        var held = row.HeldUntil > now;
        return new JobStatus(
            row.Name, held ? row.Holder : null, held ? DateTimeOffset.FromUnixTimeMilliseconds(row.HeldUntil) : null,
            row.Checkpoint, row.Request, DateTimeOffset.FromUnixTimeMilliseconds(row.Changed));
    }

    private static long Milliseconds(TimeSpan length) => (long)length.TotalMilliseconds;
}
