using System.Data.Common;
using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>blob_moves</c>.</summary>
internal static class MoveRows
{
    private const string Columns =
        """
        repository AS "Repository", document_id AS "DocumentId", xpath AS "XPath", key AS "Key", source AS "Source", target AS "Target",
        rule AS "Rule", length AS "Length", queued AS "Queued", attempts AS "Attempts", due AS "Due", problem AS "Problem"
        """;

    // The document may have been deleted since it was looked at.
    private const string Put =
        """
        INSERT INTO blob_moves (repository, document_id, xpath, key, source, target, rule, length, queued, attempts, due)
        SELECT @Repository, @DocumentId, @XPath, @Key, @Source, @Target, @Rule, @Length, @Queued, 0, @Due
        WHERE EXISTS (SELECT 1 FROM documents WHERE repository = @Repository AND id = @DocumentId)
        ON CONFLICT (repository, document_id, xpath) DO UPDATE
        SET key = excluded.key, source = excluded.source, target = excluded.target, rule = excluded.rule, length = excluded.length,
            queued = excluded.queued, attempts = 0, due = excluded.due, problem = NULL
        WHERE blob_moves.key <> excluded.key OR blob_moves.target <> excluded.target
        """;

    private const string Due = $"SELECT {Columns} FROM blob_moves WHERE due <= @now ORDER BY due, repository, document_id, xpath LIMIT @limit";

    private const string FirstPage =
        $"SELECT {Columns} FROM blob_moves WHERE attempts >= @attempts ORDER BY repository, document_id, xpath LIMIT @limit";

    private const string NextPage =
        $"""
        SELECT {Columns} FROM blob_moves
        WHERE attempts >= @attempts AND (repository, document_id, xpath) > (@Repository, @DocumentId, @XPath)
        ORDER BY repository, document_id, xpath LIMIT @limit
        """;

    private const string Count =
        """
        SELECT COALESCE(SUM(CASE WHEN attempts = 0 THEN 1 ELSE 0 END), 0) AS "Waiting",
            COALESCE(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0) AS "Failed", CAST(COALESCE(SUM(length), 0) AS BIGINT) AS "Bytes"
        FROM blob_moves
        """;

    private const string ThisOne =
        "repository = @Repository AND document_id = @DocumentId AND xpath = @XPath AND key = @Key AND target = @Target";

    private const string Postpone = $"UPDATE blob_moves SET attempts = attempts + 1, due = @Due, problem = @Problem WHERE {ThisOne}";

    private const string Drop = $"DELETE FROM blob_moves WHERE {ThisOne}";

    private const string DropAt = "DELETE FROM blob_moves WHERE repository = @repository AND document_id = @id AND xpath = @xpath";

    private const string Retry = "UPDATE blob_moves SET due = @now WHERE attempts > 0";

    public static Task PutAsync(DbConnection connection, IEnumerable<BlobMove> moves) =>
        connection.ExecuteAsync(Put, moves.Select(MoveRow.Of).ToList());

    public static Task<IEnumerable<MoveRow>> DueAsync(DbConnection connection, long now, int limit) =>
        connection.QueryAsync<MoveRow>(Due, new { now, limit });

    /// <summary>The rows after the last one of the page before.</summary>
    public static async Task<IReadOnlyList<MoveRow>> PageAsync(DbConnection connection, MoveRow? last, int attempts, int limit) => (await (last is null
        ? connection.QueryAsync<MoveRow>(FirstPage, new { attempts, limit })
        : connection.QueryAsync<MoveRow>(NextPage, new { attempts, limit, last.Repository, last.DocumentId, last.XPath }))).AsList();

    public static async Task<MoveTotals> CountAsync(DbConnection connection)
    {
        var row = await connection.QuerySingleAsync<Totals>(Count);
        return new MoveTotals(row.Waiting, row.Failed, row.Bytes);
    }

    public static Task<int> PostponeAsync(DbConnection connection, MoveRow row) => connection.ExecuteAsync(Postpone, row);

    public static Task<int> DropAsync(DbConnection connection, MoveRow row) => connection.ExecuteAsync(Drop, row);

    /// <summary>Ends whatever move there is of a blob property.</summary>
    public static Task DropAsync(DbConnection connection, string repository, string id, string xpath) =>
        connection.ExecuteAsync(DropAt, new { repository, id, xpath });

    public static Task<int> RetryAsync(DbConnection connection, long now) => connection.ExecuteAsync(Retry, new { now });

    private sealed class Totals
    {
        public long Waiting { get; init; }
        public long Failed { get; init; }
        public long Bytes { get; init; }
    }
}

/// <summary>A row of table <c>blob_moves</c>.</summary>
internal sealed class MoveRow
{
    public string Repository { get; init; } = "";
    public string DocumentId { get; init; } = "";
    public string XPath { get; init; } = "";
    public string Key { get; init; } = "";
    public string Source { get; init; } = "";
    public string Target { get; init; } = "";
    public string? Rule { get; init; }
    public long? Length { get; init; }
    public long Queued { get; init; }
    public long Attempts { get; init; }
    public long Due { get; init; }
    public string? Problem { get; init; }

    public static MoveRow Of(BlobMove move) => new()
    {
        Repository = move.Repository,
        DocumentId = move.DocumentId,
        XPath = move.Path.ToString(),
        Key = move.Key.ToString(),
        Source = move.Source,
        Target = move.Target,
        Rule = move.Rule,
        Length = move.Length,
        Queued = move.Queued.ToUnixTimeMilliseconds(),
        Attempts = move.Attempts,
        Due = move.Due.ToUnixTimeMilliseconds(),
        Problem = move.Problem,
    };

    public BlobMove ToMove() => new()
    {
        Repository = Repository,
        DocumentId = DocumentId,
        Path = PropertyPath.Parse(XPath),
        Key = BlobKey.Parse(Key),
        Source = Source,
        Target = Target,
        Rule = Rule,
        Length = Length,
        Queued = DateTimeOffset.FromUnixTimeMilliseconds(Queued),
        Attempts = (int)Attempts,
        Due = DateTimeOffset.FromUnixTimeMilliseconds(Due),
        Problem = Problem,
    };
}
