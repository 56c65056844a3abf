using System.Data.Common;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>condemned_blobs</c>. Each statement is one step of the protocol and looks at everything it depends on by itself.</summary>
internal static class CondemnedRows
{
    private const string Columns =
        """
        provider AS "Provider", key AS "Key", length AS "Length", reason AS "Reason", condemned AS "Condemned", due AS "Due", purge AS "Purge"
        """;

    // A reference to a version of a blob (key@version) keeps the blob.
    private const string IsInUse =
        """
        (EXISTS (SELECT 1 FROM blob_references WHERE provider = @provider AND key = @key)
        OR EXISTS (SELECT 1 FROM blob_references WHERE provider = @provider AND key >= @key || '@' AND key < @key || 'A')
        OR EXISTS (SELECT 1 FROM uploads WHERE provider = @provider AND key = @key))
        """;

    private const string Insert =
        $"""
        INSERT INTO condemned_blobs (provider, key, length, reason, condemned, due, purge_until)
        SELECT @provider, @key, CAST(@length AS BIGINT), @reason, @now, @due, 0 WHERE NOT {IsInUse}
        ON CONFLICT (provider, key) DO NOTHING
        """;

    // What a tree of documents refers to; the deletion finds out what somebody else refers to as well.
    private const string InsertOfTree =
        """
        INSERT INTO condemned_blobs (provider, key, reason, condemned, due, purge_until)
        SELECT DISTINCT r.provider, r.key, @reason, @now, @now, 0
        FROM documents d JOIN blob_references r ON r.repository = d.repository AND r.document_id = d.id
        WHERE d.repository = @repository AND (d.path = @path OR (d.path > @path || '/' AND d.path < @path || '0'))
        ON CONFLICT (provider, key) DO NOTHING
        """;

    private const string Restore = "DELETE FROM condemned_blobs WHERE provider = @provider AND key = @key AND purge IS NULL";

    private const string RestoreAll = "DELETE FROM condemned_blobs WHERE provider = @provider AND purge IS NULL";

    private const string RestoreOrEnd =
        "DELETE FROM condemned_blobs WHERE provider = @provider AND key = @key AND (purge IS NULL OR purge_until <= @now)";

    private const string RestoreInUse = $"{Restore} AND {IsInUse}";

    private const string BeginPurge =
        $"""
        UPDATE condemned_blobs SET purge = @purge, purge_until = @until
        WHERE provider = @provider AND key = @key AND due <= @now AND (purge IS NULL OR purge_until <= @now) AND NOT {IsInUse}
        RETURNING {Columns}
        """;

    private const string EndPurge = "DELETE FROM condemned_blobs WHERE provider = @provider AND key = @key AND purge = @purge";

    private const string FailPurge =
        "UPDATE condemned_blobs SET purge = NULL, purge_until = 0 WHERE provider = @provider AND key = @key AND purge = @purge";

    private const string Page =
        $"SELECT {Columns} FROM condemned_blobs WHERE provider = @provider AND key > @after AND due <= @due ORDER BY key LIMIT @limit";

    private const string Count =
        """
        SELECT COUNT(*) AS "Blobs", COALESCE(SUM(length), 0) AS "Bytes", COALESCE(SUM(CASE WHEN due <= @now THEN 1 ELSE 0 END), 0) AS "Due"
        FROM condemned_blobs WHERE provider = @provider
        """;

    /// <summary>Condemns a blob that is not in use; false when it is, or is condemned already.</summary>
    public static async Task<bool> CondemnAsync(
        WriteSession session, string provider, string key, long? length, CollectionReason reason, long now, long due) => await session.RunAsync(Insert,
        ("@provider", provider), ("@key", key), ("@length", length), ("@reason", reason.ToString()), ("@now", now), ("@due", due)) == 1;

    /// <summary>Condemns without grace what the documents at and under a path refer to.</summary>
    public static Task<int> CondemnOfTreeAsync(WriteSession session, string repository, string path, long now) => session.RunAsync(
        InsertOfTree, ("@reason", nameof(CollectionReason.Deleted)), ("@now", now), ("@repository", repository), ("@path", path));

    /// <summary>Takes a blob back whose deletion has not begun.</summary>
    public static Task<int> RestoreAsync(WriteSession session, string provider, string key) => session.RunAsync(Restore, ("@provider", provider), ("@key", key));

    public static Task<int> RestoreAllAsync(WriteSession session, string provider) => session.RunAsync(RestoreAll, ("@provider", provider));

    /// <summary>Takes a blob back whose deletion has not begun, or whose deleter died.</summary>
    public static Task<int> RestoreOrEndAsync(WriteSession session, string provider, string key, long now) =>
        session.RunAsync(RestoreOrEnd, ("@provider", provider), ("@key", key), ("@now", now));

    /// <summary>Takes a blob back that is in use.</summary>
    public static async Task<bool> RestoreInUseAsync(WriteSession session, string provider, string key) =>
        await session.RunAsync(RestoreInUse, ("@provider", provider), ("@key", key)) == 1;

    public static Task<CondemnedRow?> BeginPurgeAsync(DbConnection connection, string provider, string key, Guid purge, long now, long until) =>
        connection.QuerySingleOrDefaultAsync<CondemnedRow>(BeginPurge, new { provider, key, purge = purge.ToString(), now, until });

    public static Task<int> EndPurgeAsync(WriteSession session, string provider, string key, Guid purge, bool isGone) => session.RunAsync(
        isGone ? EndPurge : FailPurge, ("@provider", provider), ("@key", key), ("@purge", purge.ToString()));

    public static async Task<IReadOnlyList<CondemnedRow>> PageAsync(DbConnection connection, string provider, string after, long due, int limit) =>
        (await connection.QueryAsync<CondemnedRow>(Page, new { provider, after, due, limit })).AsList();

    public static Task<CondemnedCount> CountAsync(DbConnection connection, string provider, long now) =>
        connection.QuerySingleAsync<CondemnedCount>(Count, new { provider, now });
}

/// <summary>A row of table <c>condemned_blobs</c>.</summary>
internal sealed class CondemnedRow
{
    public string Provider { get; init; } = "";
    public string Key { get; init; } = "";
    public long? Length { get; init; }
    public string Reason { get; init; } = "";
    public long Condemned { get; init; }
    public long Due { get; init; }
    public string? Purge { get; init; }

    public CondemnedBlob ToBlob() => new(
        Provider, Key, Length, RowEnum.Read(Reason, CollectionReason.Unreferenced), DateTimeOffset.FromUnixTimeMilliseconds(Condemned),
        DateTimeOffset.FromUnixTimeMilliseconds(Due), Purge is not null);
}

/// <summary>Sums over table <c>condemned_blobs</c>.</summary>
internal sealed class CondemnedCount
{
    public long Blobs { get; init; }
    public long Bytes { get; init; }
    public long Due { get; init; }
}
