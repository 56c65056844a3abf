using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Renditions;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>renditions</c>; each row belongs to a row of <c>blob_references</c>, and goes with it.</summary>
internal static class RenditionRows
{
    private const string Columns =
        """
        r.provider AS "Provider", r.key AS "Key", n.media_type AS "MediaType", n.file_name AS "FileName", n.length AS "Length", n.digest AS "Digest"
        """;

    private const string Joined =
        "renditions n JOIN blob_references r ON r.repository = n.repository AND r.document_id = n.document_id AND r.xpath = n.xpath";

    private const string OfDocument =
        $"SELECT {Columns} FROM {Joined} WHERE n.repository = @Repository AND n.document_id = @DocumentId AND n.xpath = @XPath AND n.state = @State";

    private const string OfAny =
        $"""
        SELECT {Columns} FROM {Joined}
        WHERE n.source_provider = @SourceProvider AND n.source_key = @SourceKey AND n.recipe = @Recipe AND n.state = @State LIMIT 1
        """;

    private const string Insert =
        """
        INSERT INTO renditions (repository, document_id, xpath, source_provider, source_key, state, recipe, media_type, file_name, length, digest)
        VALUES (@Repository, @DocumentId, @XPath, @SourceProvider, @SourceKey, @State, @Recipe, @MediaType, @FileName, @Length, @Digest)
        """;

    // What the document holds no more, nothing is to be made of.
    private const string DeleteOrphans =
        """
        DELETE FROM blob_references WHERE repository = @repository AND document_id = @id AND xpath IN (
            SELECT n.xpath FROM renditions n WHERE n.repository = @repository AND n.document_id = @id AND NOT EXISTS (
                SELECT 1 FROM blob_references s WHERE s.repository = @repository AND s.document_id = @id
                AND s.provider = n.source_provider AND s.key = n.source_key AND (s.xpath < '@' OR s.xpath >= 'A')))
        """;

    /// <summary>The path that the reference of a rendition has. The content is a hash in it, since a path is part of two indexes and keys may be long.</summary>
    public static string PathOf(RenditionKey key) =>
        $"{BlobReference.RenditionPrefix} {key.Recipe} of {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Source.ToString())).AsSpan(0, 16))}";

    public static Task<BlobInfo?> FindAsync(DbConnection connection, RenditionKey key) => FirstAsync(connection, OfDocument, key);

    public static Task<BlobInfo?> FindOfAnyAsync(DbConnection connection, RenditionKey key) => FirstAsync(connection, OfAny, key);

    public static Task InsertAsync(DbConnection connection, RenditionKey key, BlobInfo rendition) => connection.ExecuteAsync(Insert, new
    {
        key.Repository,
        key.DocumentId,
        XPath = PathOf(key),
        SourceProvider = key.Source.Provider,
        SourceKey = key.Source.Key,
        key.State,
        key.Recipe,
        rendition.MediaType,
        rendition.FileName,
        rendition.Length,
        rendition.Digest,
    });

    /// <summary>Drops the renditions of content that a document holds no more.</summary>
    public static Task DeleteOrphansAsync(DbConnection connection, string repository, string id) => connection.ExecuteAsync(DeleteOrphans, new { repository, id });

    private static async Task<BlobInfo?> FirstAsync(DbConnection connection, string query, RenditionKey key) =>
        (await connection.QueryAsync<RenditionRow>(query, new
        {
            key.Repository,
            key.DocumentId,
            XPath = PathOf(key),
            SourceProvider = key.Source.Provider,
            SourceKey = key.Source.Key,
            key.State,
            key.Recipe,
        })).FirstOrDefault()?.ToBlob();
}

/// <summary>A row of table <c>renditions</c> with its reference.</summary>
internal sealed class RenditionRow
{
    public string Provider { get; init; } = "";
    public string Key { get; init; } = "";
    public string MediaType { get; init; } = "";
    public string FileName { get; init; } = "";
    public long Length { get; init; }
    public string Digest { get; init; } = "";

    public BlobInfo ToBlob() =>
        new() { Key = new BlobKey(Provider, Key), MediaType = MediaType, FileName = FileName, Length = Length, Digest = Digest };
}
