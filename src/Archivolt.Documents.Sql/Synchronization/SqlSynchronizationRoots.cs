using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Documents.Synchronization;

namespace Archivolt.Documents.Sql.Synchronization;

/// <summary>Roots of synchronization in SQL; they go with their user and their document.</summary>
internal sealed class SqlSynchronizationRoots(Database database, TimeProvider clock) : ISynchronizationRoots
{
    private const int MaxRoots = 1000;

    public Task<IReadOnlyList<(string Repository, string DocumentId)>> ListAsync(string userName, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => SynchronizationRows.ListAsync(connection, userName), cancellationToken);

    public Task<bool> AddAsync(string userName, string repository, string documentId, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        if ((await SynchronizationRows.ListAsync(session.Connection, userName)).Count >= MaxRoots)
            throw new DocumentException(DocumentError.Invalid, $"A user synchronizes at most {MaxRoots} documents with what is under them.");
        return await SynchronizationRows.InsertAsync(session.Connection, userName, repository, documentId, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }, Commit.Durable, cancellationToken);

    public Task<bool> RemoveAsync(string userName, string repository, string documentId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(session => SynchronizationRows.DeleteAsync(session.Connection, userName, repository, documentId), Commit.Durable, cancellationToken);
}
