using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Moves;

/// <summary>Last accesses in SQL.</summary>
internal sealed class SqlBlobAccess(Database database) : IBlobAccess
{
    private const int PageSize = 1000;

    // Lost by a power cut at worst: the next access tells it again.
    public Task RecordAsync(IReadOnlyCollection<KeyValuePair<BlobKey, DateTimeOffset>> accesses, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async session =>
        {
            await AccessTimeRows.PutAsync(session, accesses);
            return accesses.Count;
        }, Commit.RelaxedBackground, cancellationToken);

    public async Task<IReadOnlyDictionary<BlobKey, DateTimeOffset>> FindAsync(
        IReadOnlyCollection<BlobKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var wanted = keys.ToHashSet();
        var found = new Dictionary<BlobKey, DateTimeOffset>();
        foreach (var page in keys.Select(key => key.Key).Distinct(StringComparer.Ordinal).Chunk(PageSize))
        {
            foreach (var row in await database.ReadAsync(connection => AccessTimeRows.FindAsync(connection, page), cancellationToken))
            {
                if (new BlobKey(row.Provider, row.Key) is var key && wanted.Contains(key))
                    found[key] = DateTimeOffset.FromUnixTimeMilliseconds(row.Accessed);
            }
        }
        return found;
    }

    public async Task<int> PruneAsync(CancellationToken cancellationToken = default)
    {
        var pruned = 0;
        for (var last = new AccessTimeRow(); ;)
        {
            var position = last;
            var page = await database.ReadAsync(connection => AccessTimeRows.PageAsync(connection, position, PageSize), cancellationToken);
            if (page.Count == 0)
                return pruned;
            // Page by page, so that nobody waits long for a turn to write.
            pruned += await database.WriteAsync(
                session => AccessTimeRows.PruneAsync(session.Connection, position, page[^1]), Commit.RelaxedBackground, cancellationToken);
            last = page[^1];
        }
    }
}
