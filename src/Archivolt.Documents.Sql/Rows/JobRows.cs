using System.Data.Common;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>work</c>.</summary>
internal static class JobRows
{
    private const string Columns =
        """
        name AS "Name", fence AS "Fence", holder AS "Holder", held_until AS "HeldUntil", checkpoint AS "Checkpoint", request AS "Request",
        changed AS "Changed"
        """;

    // The condition holds again when a row that another transaction had locked is seen: two takers never both succeed.
    private const string Take =
        $"""
        INSERT INTO work (name, fence, holder, held_until, changed) VALUES (@work, 1, @holder, @now + @length, @now)
        ON CONFLICT (name) DO UPDATE
        SET fence = work.fence + 1, holder = excluded.holder, held_until = excluded.held_until, changed = excluded.changed
        WHERE work.held_until <= @now
        RETURNING {Columns}
        """;

    private const string Renew =
        $"""
        UPDATE work SET checkpoint = COALESCE(@checkpoint, checkpoint), held_until = @now + @length, changed = @now
        WHERE name = @work AND fence = @fence AND holder IS NOT NULL
        RETURNING {Columns}
        """;

    private const string Release =
        "UPDATE work SET holder = NULL, held_until = 0, changed = @now WHERE name = @work AND fence = @fence";

    private const string Ask =
        """
        INSERT INTO work (name, fence, held_until, request, changed) VALUES (@work, 0, 0, @request, @now)
        ON CONFLICT (name) DO UPDATE SET request = excluded.request
        """;

    private const string Find = $"SELECT {Columns} FROM work WHERE name = @work";

    private const string List = $"SELECT {Columns} FROM work WHERE substr(name, 1, length(@prefix)) = @prefix ORDER BY name";

    public static Task<WorkRow?> TakeAsync(DbConnection connection, string work, string holder, long length, long now) =>
        connection.QuerySingleOrDefaultAsync<WorkRow>(Take, new { work, holder, length, now });

    public static Task<WorkRow?> RenewAsync(DbConnection connection, string work, long fence, string? checkpoint, long length, long now) =>
        connection.QuerySingleOrDefaultAsync<WorkRow>(Renew, new { work, fence, checkpoint, length, now });

    public static Task<int> ReleaseAsync(DbConnection connection, string work, long fence, long now) =>
        connection.ExecuteAsync(Release, new { work, fence, now });

    public static Task<int> AskAsync(DbConnection connection, string work, string? request, long now) =>
        connection.ExecuteAsync(Ask, new { work, request, now });

    public static Task<WorkRow?> FindAsync(DbConnection connection, string work) =>
        connection.QuerySingleOrDefaultAsync<WorkRow>(Find, new { work });

    public static Task<IEnumerable<WorkRow>> ListAsync(DbConnection connection, string prefix) =>
        connection.QueryAsync<WorkRow>(List, new { prefix });
}

/// <summary>A row of table <c>work</c>.</summary>
internal sealed class WorkRow
{
    public string Name { get; init; } = "";
    public long Fence { get; init; }
    public string? Holder { get; init; }
    public long HeldUntil { get; init; }
    public string? Checkpoint { get; init; }
    public string? Request { get; init; }
    public long Changed { get; init; }
}
