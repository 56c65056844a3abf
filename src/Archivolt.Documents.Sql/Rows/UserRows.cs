using System.Data.Common;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>users</c> and <c>tokens</c>.</summary>
internal static class UserRows
{
    private const string UserColumns = "name AS \"Name\", password AS \"Password\", groups AS \"Groups\", details AS \"Details\", created AS \"Created\"";

    public const string TokenColumns =
        "id AS \"Id\", user_name AS \"UserName\", label AS \"Label\", created AS \"Created\", expires AS \"Expires\"";

    private const string ByName = $"SELECT {UserColumns} FROM users WHERE name = @name";

    private const string PageAfter = $"SELECT {UserColumns} FROM users WHERE name > @name ORDER BY name LIMIT @limit";

    private const string InsertUser =
        "INSERT INTO users (name, password, groups, details, created) VALUES (@Name, @Password, @Groups, @Details, @Created) ON CONFLICT (name) DO NOTHING";

    private const string UpdatePassword = "UPDATE users SET password = @password WHERE name = @name";

    private const string UpdateUser = "UPDATE users SET groups = @groups, details = @details WHERE name = @name";

    private const string DeleteUser = "DELETE FROM users WHERE name = @name";

    // Groups are a JSON list; what only looks like the name in it is left out afterwards.
    private const string LikelyMembers = $"SELECT {UserColumns} FROM users WHERE groups LIKE @pattern ESCAPE '!' ORDER BY name";

    private const string BySecret =
        """
        SELECT u.name AS "Name", u.groups AS "Groups", t.expires AS "Expires"
        FROM tokens t JOIN users u ON u.name = t.user_name WHERE t.secret_hash = @secretHash
        """;

    private const string TokenBySecret = $"SELECT {TokenColumns} FROM tokens WHERE secret_hash = @secretHash";

    private const string TokensOfUser = $"SELECT {TokenColumns} FROM tokens WHERE user_name = @userName ORDER BY created, id";

    private const string InsertToken =
        """
        INSERT INTO tokens (id, secret_hash, user_name, label, created, expires)
        SELECT @id, @secretHash, name, @label, @created, @expires FROM users WHERE name = @userName
        """;

    private const string DeleteToken = $"DELETE FROM tokens WHERE id = @id RETURNING {TokenColumns}";

    private const string DeleteLabelled = "DELETE FROM tokens WHERE user_name = @userName AND label = @label";

    public static Task<UserRow?> FindAsync(DbConnection connection, string name) =>
        connection.QuerySingleOrDefaultAsync<UserRow>(ByName, new { name });

    public static async Task<IReadOnlyList<UserRow>> PageAsync(DbConnection connection, string after, int limit) =>
        (await connection.QueryAsync<UserRow>(PageAfter, new { name = after, limit })).AsList();

    /// <summary>Inserts a user; false when the name is taken.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, UserRow row) => await connection.ExecuteAsync(InsertUser, row) == 1;

    public static async Task<bool> UpdatePasswordAsync(DbConnection connection, string name, string password) =>
        await connection.ExecuteAsync(UpdatePassword, new { name, password }) == 1;

    public static async Task<bool> DeleteAsync(DbConnection connection, string name) =>
        await connection.ExecuteAsync(DeleteUser, new { name }) == 1;

    /// <summary>The names of all administrators, whom nobody else deletes until the transaction ends.</summary>
    public static async Task<IReadOnlyList<string>> AdministratorsAsync(WriteSession session) =>
        [.. (await MembersAsync(session.Connection, Principal.Administrators, session.ForUpdate)).Select(row => row.Name)];

    /// <summary>The users in a group by name.</summary>
    public static async Task<IReadOnlyList<UserRow>> MembersAsync(DbConnection connection, string group, string forUpdate = "")
    {
        var pattern = LikePattern.Containing(TextJson.Write([group])[1..^1]);
        var likely = await connection.QueryAsync<UserRow>(LikelyMembers + forUpdate, new { pattern });
        return [.. likely.Where(row => row.ToUser().Groups.Contains(group, StringComparer.Ordinal))];
    }

    /// <summary>A user that is about to be changed.</summary>
    public static Task<UserRow?> FindForUpdateAsync(WriteSession session, string name) =>
        session.Connection.QuerySingleOrDefaultAsync<UserRow>(ByName + session.ForUpdate, new { name });

    public static Task UpdateAsync(DbConnection connection, User user) =>
        connection.ExecuteAsync(UpdateUser, new { name = user.Name, groups = TextJson.Write(user.Groups), details = TextJson.Write(user.Details) });

    public static Task<TokenOwnerRow?> FindTokenOwnerAsync(DbConnection connection, string secretHash) =>
        connection.QuerySingleOrDefaultAsync<TokenOwnerRow>(BySecret, new { secretHash });

    public static Task<TokenRow?> FindTokenAsync(DbConnection connection, string secretHash) =>
        connection.QuerySingleOrDefaultAsync<TokenRow>(TokenBySecret, new { secretHash });

    public static async Task<IReadOnlyList<TokenRow>> TokensOfAsync(DbConnection connection, string userName) =>
        (await connection.QueryAsync<TokenRow>(TokensOfUser, new { userName })).AsList();

    /// <summary>Inserts a token; false when there is no such user.</summary>
    public static async Task<bool> InsertTokenAsync(DbConnection connection, AccessToken token, string secretHash) =>
        await connection.ExecuteAsync(InsertToken, new
        {
            id = token.Id,
            secretHash,
            userName = token.UserName,
            label = token.Label,
            created = token.Created.ToUnixTimeMilliseconds(),
            expires = token.Expires?.ToUnixTimeMilliseconds(),
        }) == 1;

    /// <summary>Deletes a token and returns what it was; null where there is none.</summary>
    public static async Task<AccessToken?> DeleteTokenAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<TokenRow>(DeleteToken, new { id }))?.ToToken();

    /// <summary>Deletes the tokens of a user that have a label.</summary>
    public static Task DeleteTokensAsync(DbConnection connection, string userName, string label) =>
        connection.ExecuteAsync(DeleteLabelled, new { userName, label });
}

/// <summary>A row of table <c>users</c>.</summary>
internal sealed class UserRow
{
    public string Name { get; init; } = "";
    public string Password { get; init; } = "";
    public string Groups { get; init; } = "[]";
    public string Details { get; init; } = "{}";
    public long Created { get; init; }

    public User ToUser() => new(Name, TextJson.ReadList(Groups), DateTimeOffset.FromUnixTimeMilliseconds(Created)) { Details = TextJson.ReadMap(Details) };
}

/// <summary>Whom a token stands for.</summary>
internal sealed class TokenOwnerRow
{
    public string Name { get; init; } = "";
    public string Groups { get; init; } = "[]";
    public long? Expires { get; init; }
}

/// <summary>A row of table <c>tokens</c>, without the hash.</summary>
internal sealed class TokenRow
{
    public string Id { get; init; } = "";
    public string UserName { get; init; } = "";
    public string Label { get; init; } = "";
    public long Created { get; init; }
    public long? Expires { get; init; }

    public AccessToken ToToken() => new(Id, UserName, Label, DateTimeOffset.FromUnixTimeMilliseconds(Created),
        Expires is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null);
}
