using Archivolt.Blobs;
using Archivolt.Documents.Renditions;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Dapper;

namespace Archivolt.Documents.Sql.Renditions;

/// <summary>Renditions in the tables <c>renditions</c> and <c>blob_references</c>.</summary>
internal sealed class SqlRenditionLedger(Database database) : IRenditionLedger
{
    private const string Document = "SELECT 1 FROM documents WHERE repository = @Repository AND id = @DocumentId";

    private const string HoldsSource =
        """
        SELECT COUNT(*) FROM blob_references WHERE repository = @Repository AND document_id = @DocumentId AND (xpath < '@' OR xpath >= 'A')
        AND provider = @provider AND key = @key
        """;

    public Task<BlobInfo?> FindAsync(RenditionKey key, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => RenditionRows.FindAsync(connection, key), cancellationToken);

    public Task<BlobInfo?> FindOfAnyAsync(RenditionKey key, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => RenditionRows.FindOfAnyAsync(connection, key), cancellationToken);

    // What the collector asks for, a reference and no open upload, changes in one step, as when a document is stored.
    public Task<bool> AddAsync(RenditionKey key, BlobInfo rendition, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        var connection = session.Connection;
        var isThere = await connection.ExecuteScalarAsync<int?>(Document + session.ForUpdate, new { key.Repository, key.DocumentId }) is not null
            && await connection.ExecuteScalarAsync<long>(HoldsSource, new { key.Repository, key.DocumentId, provider = key.Source.Provider, key = key.Source.Key }) > 0;
        if (rendition.Upload is { } upload && !await UploadRows.DeleteAsync(session, rendition.Key.Provider!, rendition.Key.Key, upload) && isThere)
        {
            throw new BlobException(BlobError.Unavailable,
                $"Making the rendition '{key.Recipe}' took so long that its content is taken for abandoned; try again.");
        }
        if (!isThere)
            return false;
        var reference = new BlobReference(rendition.Key.Provider!, rendition.Key.Key, key.Repository, key.DocumentId, RenditionRows.PathOf(key));
        await ReferenceRows.DeleteAsync(connection, key.Repository, key.DocumentId, reference.XPath);
        await ReferenceRows.InsertAsync(connection, [reference]);
        await RenditionRows.InsertAsync(connection, key, rendition);
        await CondemnedRows.RestoreAsync(session, reference.Provider, reference.Key);
        return true;
    }, Commit.Durable, cancellationToken);
}
