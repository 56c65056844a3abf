using System.Data.Common;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Providers;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>uploads</c>.</summary>
internal static class UploadRows
{
    private const string Open =
        """
        INSERT INTO uploads (provider, key, id, length, announced, node)
        SELECT @provider, @key, @id, CAST(@length AS BIGINT), @now, @node
        WHERE NOT EXISTS (SELECT 1 FROM condemned_blobs WHERE provider = @provider AND key = @key)
        """;

    private const string Close = "DELETE FROM uploads WHERE provider = @provider AND key = @key AND id = @id";

    private const string Page =
        """
        SELECT provider AS "Provider", key AS "Key", id AS "Id", length AS "Length", announced AS "Reserved", node AS "Node" FROM uploads
        WHERE (provider, key, id) > (@provider, @key, @id) AND (CAST(@only AS TEXT) IS NULL OR provider = @only) AND announced <= @until
        ORDER BY provider, key, id LIMIT @limit
        """;

    // What a batch of uploads holds is not abandoned before the batch is.
    private const string AbandonedPage =
        """
        SELECT provider AS "Provider", key AS "Key", id AS "Id", length AS "Length", announced AS "Reserved", node AS "Node" FROM uploads
        WHERE provider = @provider AND announced <= @until AND NOT EXISTS (SELECT 1 FROM upload_parts WHERE reservation = uploads.id)
        ORDER BY provider, key, id LIMIT @limit
        """;

    /// <summary>Opens an entry unless the key is condemned; false when it is.</summary>
    public static async Task<bool> InsertAsync(WriteSession session, string provider, string key, Guid id, long? length, long now, string node) => await session.RunAsync(Open,
        ("@provider", provider), ("@key", key), ("@id", id.ToString()), ("@length", length), ("@now", now), ("@node", node)) == 1;

    /// <summary>Closes an entry; false when it is not open.</summary>
    public static async Task<bool> DeleteAsync(WriteSession session, string provider, string key, Guid id) =>
        await session.RunAsync(Close, ("@provider", provider), ("@key", key), ("@id", id.ToString())) == 1;

    /// <summary>Entries after one, reserved until a moment.</summary>
    public static async Task<IReadOnlyList<UploadRow>> PageAsync(DbConnection connection, string? provider, UploadRow? last, long until, int limit) =>
        (await connection.QueryAsync<UploadRow>(Page, new
        {
            only = provider,
            provider = last?.Provider ?? "",
            key = last?.Key ?? "",
            id = last?.Id ?? "",
            until,
            limit,
        })).AsList();

    /// <summary>Entries of a provider, reserved until a moment, that no batch of uploads holds.</summary>
    public static async Task<IReadOnlyList<UploadRow>> AbandonedPageAsync(DbConnection connection, string provider, long until, int limit) =>
        (await connection.QueryAsync<UploadRow>(AbandonedPage, new { provider, until, limit })).AsList();
}

/// <summary>A row of table <c>uploads</c>.</summary>
internal sealed class UploadRow
{
    public string Provider { get; init; } = "";
    public string Key { get; init; } = "";
    public string Id { get; init; } = "";
    public long? Length { get; init; }
    public long Reserved { get; init; }
    public string Node { get; init; } = "";

    public Upload ToUpload() => new(Provider, Key, Guid.Parse(Id), Length, DateTimeOffset.FromUnixTimeMilliseconds(Reserved), Node);
}
