using Archivolt.Documents.Collection;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Collection;

/// <summary>Condemned blobs in SQL, beside the references and uploads that decide about them.</summary>
internal sealed class SqlCondemnedBlobs(Database database) : ICondemnedBlobs
{
    private const int PageSize = 1000;

    // Commits are relaxed where a state that a power cut takes back is only a step that is taken once more.
    public Task<IReadOnlyList<CollectionCandidate>> CondemnAsync(
        string provider, IReadOnlyCollection<CollectionCandidate> blobs, CollectionReason reason, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        return database.WriteAsync(async session =>
        {
            var now = await database.NowAsync(session.Connection);
            var due = now + (long)grace.TotalMilliseconds;
            var condemned = new List<CollectionCandidate>();
            foreach (var blob in blobs)
            {
                if (await CondemnedRows.CondemnAsync(session, provider, blob.Key, blob.Length, reason, now, due))
                    condemned.Add(blob);
            }
            return (IReadOnlyList<CollectionCandidate>)condemned;
        }, Commit.RelaxedBackground, cancellationToken);
    }

    public Task<long> RestoreAsync(string provider, IReadOnlyCollection<string>? keys = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async session =>
        {
            if (keys is null)
                return await CondemnedRows.RestoreAllAsync(session, provider);
            var restored = 0L;
            foreach (var key in keys)
                restored += await CondemnedRows.RestoreAsync(session, provider, key);
            return restored;
        }, Commit.Durable, cancellationToken);

    public IAsyncEnumerable<CondemnedBlob> ListAsync(string provider, bool due = false, CancellationToken cancellationToken = default) =>
        database.PagesAsync<CondemnedRow>(async (connection, last) => await CondemnedRows.PageAsync(
            connection, provider, last?.Key ?? "", due ? await database.NowAsync(connection) : long.MaxValue, PageSize), PageSize, cancellationToken)
            .Select(row => row.ToBlob());

    public async Task<CondemnedTotals> CountAsync(string provider, CancellationToken cancellationToken = default)
    {
        var count = await database.ReadAsync(
            async connection => await CondemnedRows.CountAsync(connection, provider, await database.NowAsync(connection)), cancellationToken);
        return new CondemnedTotals(count.Blobs, count.Bytes, count.Due);
    }

    // Durable: a mark that a power cut took back would let a writer keep content whose deletion is under way.
    public Task<IReadOnlyList<PurgeStart>> BeginPurgeAsync(
        string provider, IReadOnlyList<string> keys, TimeSpan term, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return database.WriteAsync(async session =>
        {
            // In one order, so that two never wait crosswise.
            foreach (var key in keys.Order(StringComparer.Ordinal))
                await database.LockAsync(session.Connection, CondemnedKey.Lock(provider, key));
            var starts = new List<PurgeStart>(keys.Count);
            foreach (var key in keys)
                starts.Add(await BeginPurgeAsync(session, provider, key, term));
            return (IReadOnlyList<PurgeStart>)starts;
        }, Commit.Durable, cancellationToken);
    }

    public Task EndPurgeAsync(string provider, string key, Guid purge, PurgeEnd end, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            session => CondemnedRows.EndPurgeAsync(session, provider, key, purge, isGone: end != PurgeEnd.Failed),
            Commit.RelaxedBackground, cancellationToken);

    private async Task<PurgeStart> BeginPurgeAsync(WriteSession session, string provider, string key, TimeSpan term)
    {
        var now = await database.NowAsync(session.Connection);
        var purge = Guid.NewGuid();
        var row = await CondemnedRows.BeginPurgeAsync(session.Connection, provider, key, purge, now, now + (long)term.TotalMilliseconds);
        return row is not null
            ? new PurgeStart(purge, row.ToBlob(), Restored: false)
            : new PurgeStart(null, null, Restored: await CondemnedRows.RestoreInUseAsync(session, provider, key));
    }
}

/// <summary>The key that reservations and deletions are serialized by.</summary>
internal static class CondemnedKey
{
    public static string Lock(string provider, string key) => $"blob/{provider}:{key}";
}
