using System.Data.Common;
using Archivolt.Documents.Requests;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>requests</c>.</summary>
internal static class RequestRows
{
    private const string Turn = "user_name = @userName AND request_key = @key AND turn = @turn";

    public static Task DeleteBeforeAsync(DbConnection connection, long time) => connection.ExecuteAsync("DELETE FROM requests WHERE expires <= @time", new { time });

    /// <summary>Inserts a request that is carried out; false when its key is known.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, RequestTurn turn, long expires) => await connection.ExecuteAsync(
        """
        INSERT INTO requests (user_name, request_key, subject, turn, expires) VALUES (@userName, @key, @subject, @turn, @expires)
        ON CONFLICT (user_name, request_key) DO NOTHING
        """,
        new { userName = turn.UserName, key = turn.Key, subject = turn.Subject, turn = turn.Id.ToString(), expires }) == 1;

    public static Task<RequestRow?> FindAsync(DbConnection connection, RequestTurn turn, long now) => connection.QuerySingleOrDefaultAsync<RequestRow>(
        """
        SELECT subject AS "Subject", status AS "Status", content_type AS "ContentType", body AS "Body" FROM requests
        WHERE user_name = @userName AND request_key = @key AND expires > @now
        """,
        new { userName = turn.UserName, key = turn.Key, now });

    public static Task CompleteAsync(DbConnection connection, RequestTurn turn, KeptAnswer answer, long expires) => connection.ExecuteAsync(
        $"UPDATE requests SET status = @status, content_type = @contentType, body = @body, expires = @expires WHERE {Turn}",
        new
        {
            userName = turn.UserName,
            key = turn.Key,
            turn = turn.Id.ToString(),
            status = (long)answer.Status,
            contentType = answer.ContentType,
            body = answer.Body is { } body ? Convert.ToBase64String(body.Span) : null,
            expires,
        });

    public static Task DeleteOfUserAsync(DbConnection connection, string userName) => connection.ExecuteAsync("DELETE FROM requests WHERE user_name = @userName", new { userName });

    public static Task DeleteAsync(DbConnection connection, RequestTurn turn) =>
        connection.ExecuteAsync($"DELETE FROM requests WHERE {Turn}", new { userName = turn.UserName, key = turn.Key, turn = turn.Id.ToString() });
}

/// <summary>A row of table <c>requests</c>.</summary>
internal sealed class RequestRow
{
    public string Subject { get; init; } = "";
    public long? Status { get; init; }
    public string? ContentType { get; init; }
    public string? Body { get; init; }

    public KnownRequest ToRequest() => new(Subject, Status is not { } status ? null
        : new KeptAnswer((int)status, ContentType, Body is { } body ? Convert.FromBase64String(body).AsMemory() : default(ReadOnlyMemory<byte>?)));
}
