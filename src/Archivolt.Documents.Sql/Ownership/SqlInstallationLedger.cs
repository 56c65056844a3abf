using System.Data.Common;
using Archivolt.Documents.Ownership;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Ownership;

/// <summary>The installation in its database.</summary>
internal sealed class SqlInstallationLedger(Database database) : IInstallationLedger
{
    private const string Lock = "installation";

    public async Task<InstallationIdentity> GetAsync(CancellationToken cancellationToken = default) =>
        await database.ReadAsync(FindAsync, cancellationToken) ?? await database.WriteAsync(session => GetOrMakeAsync(session), Commit.Durable, cancellationToken);

    // Durable: a store must never hold a higher number than its own database.
    public Task<InstallationIdentity> AdvanceAsync(long atLeast = 0, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        var installation = await GetOrMakeAsync(session);
        var next = installation with { Number = Math.Max(installation.Number, atLeast) + 1 };
        await session.Connection.ExecuteAsync("UPDATE installation SET number = @Number", new { next.Number });
        return next;
    }, Commit.Durable, cancellationToken);

    public Task<bool> HasUsedAsync(string place, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM store_places WHERE place = @place", new { place }) > 0, cancellationToken);

    public async Task RememberAsync(string place, CancellationToken cancellationToken = default)
    {
        if (await HasUsedAsync(place, cancellationToken))
            return;
        await database.WriteAsync(
            async session => await session.Connection.ExecuteAsync("INSERT INTO store_places (place) VALUES (@place) ON CONFLICT DO NOTHING", new { place }),
            Commit.Durable, cancellationToken);
    }

    public Task ProbeAsync(CancellationToken cancellationToken = default) => database.WriteAsync(
        session => session.Connection.ExecuteAsync("UPDATE installation SET number = number"), Commit.RelaxedBackground, cancellationToken);

    private async Task<InstallationIdentity> GetOrMakeAsync(WriteSession session)
    {
        await database.LockAsync(session.Connection, Lock);
        if (await FindAsync(session.Connection) is { } found)
            return found;
        var made = new InstallationIdentity(Guid.NewGuid(), 0);
        await session.Connection.ExecuteAsync("INSERT INTO installation (id, number) VALUES (@id, 0)", new { id = made.Id.ToString() });
        return made;
    }

    private static async Task<InstallationIdentity?> FindAsync(DbConnection connection) =>
        (await connection.QueryAsync<(string Id, long Number)>("SELECT id, number FROM installation")).FirstOrDefault() is { Id: { } id, Number: var number }
            ? new InstallationIdentity(Guid.Parse(id), number)
            : null;
}
