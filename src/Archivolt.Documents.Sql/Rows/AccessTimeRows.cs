using System.Data.Common;
using Archivolt.Blobs;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>blob_access</c>.</summary>
internal static class AccessTimeRows
{
    private const string Put =
        """
        INSERT INTO blob_access (key, provider, accessed) VALUES (@p0, @p1, @p2)
        ON CONFLICT (key, provider) DO UPDATE SET accessed = excluded.accessed WHERE blob_access.accessed < excluded.accessed
        """;

    private const string Find = """SELECT key AS "Key", provider AS "Provider", accessed AS "Accessed" FROM blob_access WHERE key IN (""";

    private const string Copy =
        """
        INSERT INTO blob_access (key, provider, accessed)
        SELECT @toKey, @toProvider, accessed FROM blob_access WHERE key = @fromKey AND provider = @fromProvider
        ON CONFLICT (key, provider) DO UPDATE SET accessed = excluded.accessed WHERE blob_access.accessed < excluded.accessed
        """;

    private const string Page =
        """SELECT key AS "Key", provider AS "Provider" FROM blob_access WHERE (key, provider) > (@key, @provider) ORDER BY key, provider LIMIT @limit""";

    private const string Prune =
        """
        DELETE FROM blob_access WHERE (key, provider) > (@Key, @Provider) AND (key, provider) <= (@LastKey, @LastProvider)
            AND NOT EXISTS (SELECT 1 FROM blob_references WHERE blob_references.provider = blob_access.provider AND blob_references.key = blob_access.key)
        """;

    // In one order, so that nodes that record the same blobs wait for each other and never crosswise.
    public static Task PutAsync(WriteSession session, IEnumerable<KeyValuePair<BlobKey, DateTimeOffset>> accesses) => session.ForEachAsync(
        Put, [.. accesses.OrderBy(access => access.Key.ToString(), StringComparer.Ordinal).Select(access => new object?[] { access.Key.Key, access.Key.Provider, access.Value.ToUnixTimeMilliseconds() })]);

    public static Task<IEnumerable<AccessTimeRow>> FindAsync(DbConnection connection, IReadOnlyList<string> keys)
    {
        var values = new DynamicParameters();
        for (var i = 0; i < keys.Count; i++)
            values.Add($"k{i}", keys[i]);
        return connection.QueryAsync<AccessTimeRow>($"{Find}{string.Join(", ", values.ParameterNames.Select(name => "@" + name))})", values);
    }

    /// <summary>Takes the last access of a blob over to its copy.</summary>
    public static Task CopyAsync(DbConnection connection, BlobKey from, BlobKey to) => connection.ExecuteAsync(
        Copy, new { fromKey = from.Key, fromProvider = from.Provider, toKey = to.Key, toProvider = to.Provider });

    /// <summary>The blobs after one of them.</summary>
    public static async Task<IReadOnlyList<AccessTimeRow>> PageAsync(DbConnection connection, AccessTimeRow last, int limit) =>
        (await connection.QueryAsync<AccessTimeRow>(Page, new { key = last.Key, provider = last.Provider, limit })).AsList();

    /// <summary>Deletes those between two blobs that no document refers to.</summary>
    public static Task<int> PruneAsync(DbConnection connection, AccessTimeRow after, AccessTimeRow last) =>
        connection.ExecuteAsync(Prune, new { after.Key, after.Provider, LastKey = last.Key, LastProvider = last.Provider });
}

/// <summary>A row of table <c>blob_access</c>.</summary>
internal sealed class AccessTimeRow
{
    public string Key { get; init; } = "";
    public string Provider { get; init; } = "";
    public long Accessed { get; init; }
}
