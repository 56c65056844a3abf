using System.Data.Common;
using Archivolt.Documents.Linked;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>linked_accounts</c> and <c>linked_services</c>.</summary>
internal static class LinkedRows
{
    private const string Columns =
        """
        id AS "Id", provider AS "Provider", user_name AS "UserName", account AS "Account", access_token AS "AccessToken", refresh_token AS "RefreshToken",
        expires AS "Expires", created AS "Created", problem AS "Problem", change_cursor AS "Cursor"
        """;

    public static async Task<IReadOnlyList<LinkedAccount>> ListAsync(DbConnection connection, string? provider, string? userName) =>
    [
        .. (await connection.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM linked_accounts
            WHERE (CAST(@provider AS TEXT) IS NULL OR provider = @provider) AND (CAST(@userName AS TEXT) IS NULL OR user_name = @userName)
            ORDER BY provider, user_name, account
            """,
            new { provider, userName })).Select(row => row.ToAccount()),
    ];

    public static async Task<LinkedAccount?> FindAsync(DbConnection connection, long id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM linked_accounts WHERE id = @id", new { id }))?.ToAccount();

    /// <summary>Inserts an account, or gives it tokens; null when there is no such user.</summary>
    public static async Task<LinkedAccount?> UpsertAsync(DbConnection connection, string provider, string userName, string account, SealedTokens tokens, long now) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            $"""
            INSERT INTO linked_accounts (provider, user_name, account, access_token, refresh_token, expires, created)
            SELECT @provider, name, @account, @access, @refresh, @expires, @now FROM users WHERE name = @userName
            ON CONFLICT (provider, user_name, account) DO UPDATE
            SET access_token = excluded.access_token, refresh_token = COALESCE(excluded.refresh_token, linked_accounts.refresh_token), expires = excluded.expires,
                problem = NULL, refreshing = NULL
            RETURNING {Columns}
            """,
            new { provider, userName, account, access = tokens.Access, refresh = tokens.Refresh, expires = tokens.Expires?.ToUnixTimeMilliseconds(), now }))?.ToAccount();

    public static async Task<LinkedAccount?> DeleteAsync(DbConnection connection, long id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"DELETE FROM linked_accounts WHERE id = @id RETURNING {Columns}", new { id }))?.ToAccount();

    /// <summary>Takes the right to refresh until a time; false while somebody has it.</summary>
    public static async Task<bool> BeginRefreshAsync(DbConnection connection, long id, long now, long until) => await connection.ExecuteAsync(
        "UPDATE linked_accounts SET refreshing = @until WHERE id = @id AND (refreshing IS NULL OR refreshing <= @now)", new { id, now, until }) == 1;

    /// <summary>Ends a refresh; does nothing where the account was connected again meanwhile, whose tokens are newer.</summary>
    public static Task EndRefreshAsync(DbConnection connection, long id, SealedTokens? tokens, string? problem) => connection.ExecuteAsync(
        tokens is null
            ? "UPDATE linked_accounts SET refreshing = NULL, problem = COALESCE(@problem, problem) WHERE id = @id AND refreshing IS NOT NULL"
            : "UPDATE linked_accounts SET refreshing = NULL, problem = NULL, access_token = @access, refresh_token = @refresh, expires = @expires WHERE id = @id AND refreshing IS NOT NULL",
        new { id, problem, access = tokens?.Access, refresh = tokens?.Refresh, expires = tokens?.Expires?.ToUnixTimeMilliseconds() });

    public static Task SetCursorAsync(DbConnection connection, long id, string? cursor) =>
        connection.ExecuteAsync("UPDATE linked_accounts SET change_cursor = @cursor WHERE id = @id", new { id, cursor });

    public static Task<string?> FindSettingsAsync(DbConnection connection, string provider) =>
        connection.QuerySingleOrDefaultAsync<string>("SELECT settings FROM linked_services WHERE provider = @provider", new { provider });

    public static Task SetSettingsAsync(DbConnection connection, string provider, string settings) => connection.ExecuteAsync(
        "INSERT INTO linked_services (provider, settings) VALUES (@provider, @settings) ON CONFLICT (provider) DO UPDATE SET settings = excluded.settings", new { provider, settings });

    public static async Task<bool> DeleteSettingsAsync(DbConnection connection, string provider) =>
        await connection.ExecuteAsync("DELETE FROM linked_services WHERE provider = @provider", new { provider }) == 1;

    private sealed record Row
    {
        public long Id { get; init; }

        public string Provider { get; init; } = "";

        public string UserName { get; init; } = "";

        public string Account { get; init; } = "";

        public string? AccessToken { get; init; }

        public string? RefreshToken { get; init; }

        public long? Expires { get; init; }

        public long Created { get; init; }

        public string? Problem { get; init; }

        public string? Cursor { get; init; }

        public LinkedAccount ToAccount() => new(Id, Provider, UserName, Account, DateTimeOffset.FromUnixTimeMilliseconds(Created))
        {
            Tokens = AccessToken is null ? null : new SealedTokens(AccessToken, RefreshToken, Expires is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null),
            Problem = Problem,
            Cursor = Cursor,
        };
    }
}
