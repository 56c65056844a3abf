using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql;

/// <summary>Former paths in SQL, timed by the database, which all nodes agree about; they go with their document.</summary>
internal sealed class SqlFormerNames(Database database, IDocumentStore documents) : IFormerNames
{
    // Programs rename at once; clients that write behind take some seconds.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    public Task RememberAsync(Document document, Principal principal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(principal);
        return database.WriteAsync(async session =>
        {
            var now = await database.NowAsync(session.Connection);
            await FormerNameRows.DeleteBeforeAsync(session.Connection, now);
            await FormerNameRows.PutAsync(session.Connection, document, principal.Name, now + (long)KeptFor.TotalMilliseconds);
            return true;
        }, Commit.Relaxed, cancellationToken);
    }

    public async Task<Document?> FindAsync(string repository, string path, Principal principal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var id = await database.ReadAsync(async connection => await FormerNameRows.FindAsync(connection, repository, path, principal.Name, await database.NowAsync(connection)), cancellationToken);
        return id is null ? null : await documents.FindAsync(repository, id, cancellationToken);
    }

    public Task<bool> HasAsync(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return database.ReadAsync(async connection => await FormerNameRows.HasAsync(connection, document, await database.NowAsync(connection)), cancellationToken);
    }

    public Task ForgetAsync(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return database.WriteAsync(async session =>
        {
            await FormerNameRows.DeleteAsync(session.Connection, document);
            return true;
        }, Commit.Relaxed, cancellationToken);
    }
}
