using System.Data.Common;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>blob_references</c>.</summary>
internal static class ReferenceRows
{
    private const string Columns =
        "provider AS \"Provider\", key AS \"Key\", repository AS \"Repository\", document_id AS \"DocumentId\", xpath AS \"XPath\"";

    // Renditions have paths that begin with '@'.
    private const string IsProperty = "(xpath < '@' OR xpath >= 'A')";

    private const string OfDocument =
        $"SELECT {Columns} FROM blob_references WHERE repository = @repository AND document_id = @id AND {IsProperty} ORDER BY xpath";

    private const string OfBlob =
        $"SELECT {Columns} FROM blob_references WHERE provider = @provider AND key = @key ORDER BY repository, document_id, xpath";

    private const string FirstPage =
        $"""
        SELECT {Columns} FROM blob_references WHERE provider = @provider AND key > @key
        ORDER BY key, repository, document_id, xpath LIMIT @limit
        """;

    private const string NextPage =
        $"""
        SELECT {Columns} FROM blob_references
        WHERE provider = @Provider AND (key, repository, document_id, xpath) > (@Key, @Repository, @DocumentId, @XPath)
        ORDER BY key, repository, document_id, xpath LIMIT @limit
        """;

    private const string KeyPage =
        "SELECT DISTINCT key FROM blob_references WHERE provider = @provider AND key > @after ORDER BY key LIMIT @limit";

    // A step of the index for each provider, where DISTINCT would read every row.
    private const string NextProvider = "SELECT MIN(provider) FROM blob_references WHERE provider > @last";

    private const string Insert =
        """
        INSERT INTO blob_references (provider, key, repository, document_id, xpath)
        VALUES (@Provider, @Key, @Repository, @DocumentId, @XPath)
        """;

    private const string DeleteOfDocument = $"DELETE FROM blob_references WHERE repository = @repository AND document_id = @id AND {IsProperty}";

    private const string DeleteOne = "DELETE FROM blob_references WHERE repository = @repository AND document_id = @id AND xpath = @xpath";

    /// <summary>The provider after one that documents refer to, in ordinal order; null behind the last.</summary>
    public static Task<string?> NextProviderAsync(DbConnection connection, string last) =>
        connection.ExecuteScalarAsync<string?>(NextProvider, new { last });

    /// <summary>Makes the rows of a document's properties be exactly these, and drops renditions of what it holds no more; returns the rows it had.</summary>
    public static async Task<IReadOnlyList<BlobReference>> ReplaceAsync(DbConnection connection, string repository, string id, IReadOnlyList<BlobReference> references)
    {
        var present = (await connection.QueryAsync<BlobReference>(OfDocument, new { repository, id })).AsList();
        if (present.Count == references.Count && present.ToHashSet().SetEquals(references))
            return present;
        if (present.Count > 0)
            await connection.ExecuteAsync(DeleteOfDocument, new { repository, id });
        await InsertAsync(connection, references);
        await RenditionRows.DeleteOrphansAsync(connection, repository, id);
        return present;
    }

    public static Task DeleteAsync(DbConnection connection, string repository, string id, string xpath) =>
        connection.ExecuteAsync(DeleteOne, new { repository, id, xpath });

    public static Task InsertAsync(DbConnection connection, IReadOnlyList<BlobReference> references) =>
        references.Count == 0 ? Task.CompletedTask : connection.ExecuteAsync(Insert, references);

    public static async Task<IReadOnlyList<BlobReference>> FindAsync(DbConnection connection, string provider, string key) =>
        (await connection.QueryAsync<BlobReference>(OfBlob, new { provider, key })).AsList();

    /// <summary>The keys after a key, once each.</summary>
    public static async Task<IReadOnlyList<string>> KeyPageAsync(DbConnection connection, string provider, string after, int limit) =>
        (await connection.QueryAsync<string>(KeyPage, new { provider, after, limit })).AsList();

    /// <summary>The rows after a key, or after the last row of the page before.</summary>
    public static async Task<IReadOnlyList<BlobReference>> PageAsync(
        DbConnection connection, string provider, string afterKey, BlobReference last, int limit) =>
        (await (last == default
            ? connection.QueryAsync<BlobReference>(FirstPage, new { provider, key = afterKey, limit })
            : connection.QueryAsync<BlobReference>(NextPage,
                new { last.Provider, last.Key, last.Repository, last.DocumentId, last.XPath, limit }))).AsList();
}
