using System.Data.Common;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>external_identities</c> and <c>used_sign_ins</c>.</summary>
internal static class IdentityRows
{
    private const string Columns =
        "issuer AS \"Issuer\", subject AS \"Subject\", user_name AS \"UserName\", given AS \"Given\", told AS \"Told\", created AS \"Created\"";

    private const string NamedElsewhere =
        """
        SELECT (SELECT COUNT(*) FROM user_groups WHERE name = @name) + (SELECT COUNT(*) FROM subgroups WHERE group_name = @name OR member = @name)
            + (SELECT COUNT(*) FROM access_entries WHERE grantee = @name)
        """;

    private const string ByIdentity = $"SELECT {Columns} FROM external_identities WHERE issuer = @issuer AND subject = @subject";

    public static Task<IdentityRow?> FindAsync(DbConnection connection, ExternalIdentity identity, string forUpdate = "") =>
        connection.QuerySingleOrDefaultAsync<IdentityRow>(ByIdentity + forUpdate, new { issuer = identity.Issuer, subject = identity.Subject });

    public static async Task<IReadOnlyList<IdentityRow>> ListAsync(DbConnection connection, string? userName, int limit) =>
        (await connection.QueryAsync<IdentityRow>(
            $"SELECT {Columns} FROM external_identities WHERE {(userName is null ? "user_name IS NULL" : "user_name = @userName")} ORDER BY issuer, subject LIMIT @limit",
            new { userName, limit })).AsList();

    /// <summary>Inserts an identity; false when it is there already.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, IdentityRow row) => await connection.ExecuteAsync(
        "INSERT INTO external_identities (issuer, subject, user_name, given, told, created) VALUES (@Issuer, @Subject, @UserName, @Given, @Told, @Created) ON CONFLICT (issuer, subject) DO NOTHING", row) == 1;

    /// <summary>Gives an identity a user again.</summary>
    public static Task SetUserAsync(DbConnection connection, ExternalIdentity identity, string userName) => connection.ExecuteAsync(
        "UPDATE external_identities SET user_name = @userName, given = '[]', told = 0 WHERE issuer = @issuer AND subject = @subject",
        new { userName, issuer = identity.Issuer, subject = identity.Subject });

    /// <summary>Notes which groups a provider gave, and when it said so.</summary>
    public static Task SetGivenAsync(DbConnection connection, ExternalIdentity identity, IReadOnlyList<string> given, long told) => connection.ExecuteAsync(
        "UPDATE external_identities SET given = @given, told = @told WHERE issuer = @issuer AND subject = @subject",
        new { given = TextJson.Write(given), told, issuer = identity.Issuer, subject = identity.Subject });

    /// <summary>Deletes an identity and returns what it was; null where there is none.</summary>
    public static Task<IdentityRow?> DeleteAsync(DbConnection connection, ExternalIdentity identity) => connection.QuerySingleOrDefaultAsync<IdentityRow>(
        $"DELETE FROM external_identities WHERE issuer = @issuer AND subject = @subject RETURNING {Columns}", new { issuer = identity.Issuer, subject = identity.Subject });

    /// <summary>The user whose name differs from one in the case of letters at most; null without.</summary>
    public static Task<string?> SimilarUserAsync(DbConnection connection, string name) =>
        connection.QueryFirstOrDefaultAsync<string?>($"SELECT name FROM users WHERE {AnyCase.Of("name")} = {AnyCase.Of("@name")}", new { name });

    /// <summary>True for a name that gives rights before it is a user's: a group's, or one that a document's permissions name.</summary>
    public static async Task<bool> GivesRightsAsync(DbConnection connection, string name) =>
        await connection.ExecuteScalarAsync<long>(NamedElsewhere, new { name }) > 0 || (await UserRows.MembersAsync(connection, name)).Count > 0;

    /// <summary>Uses a nonce up; false when it was used before.</summary>
    public static async Task<bool> UseAsync(WriteSession session, string hash, long now, long expires)
    {
        await session.Connection.ExecuteAsync("DELETE FROM used_sign_ins WHERE expires < @now", new { now });
        return await session.Connection.ExecuteAsync(
            "INSERT INTO used_sign_ins (nonce_hash, expires) VALUES (@hash, @expires) ON CONFLICT (nonce_hash) DO NOTHING", new { hash, expires }) == 1;
    }
}

/// <summary>A row of table <c>external_identities</c>.</summary>
internal sealed class IdentityRow
{
    public string Issuer { get; init; } = "";
    public string Subject { get; init; } = "";
    public string? UserName { get; init; }
    public string Given { get; init; } = "[]";
    public long Told { get; init; }
    public long Created { get; init; }

    public KnownIdentity ToIdentity() => new(new ExternalIdentity(Issuer, Subject), UserName, DateTimeOffset.FromUnixTimeMilliseconds(Created));
}
