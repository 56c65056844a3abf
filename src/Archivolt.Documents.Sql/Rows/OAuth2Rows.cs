using System.Data.Common;
using System.Globalization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Directories;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>oauth2_grants</c>, <c>oauth2_refreshed</c> and <c>oauth2_codes</c>; an access token stands in <c>tokens</c>, and its deletion ends the grant.</summary>
internal static class OAuth2Rows
{
    private const string CodeColumns =
        "client_id AS \"ClientId\", user_name AS \"UserName\", redirect_uri AS \"RedirectUri\", challenge AS \"Challenge\", expires AS \"Expires\", grant_id AS \"GrantId\"";

    private const string GrantColumns =
        "id AS \"Id\", client_id AS \"ClientId\", user_name AS \"UserName\", token_id AS \"TokenId\", created AS \"Created\", expires AS \"Expires\"";

    private const string InsertCode =
        """
        INSERT INTO oauth2_codes (code_hash, client_id, user_name, redirect_uri, challenge, expires)
        SELECT @hash, @clientId, name, @redirectUri, @challenge, @expires FROM users WHERE name = @userName
        """;

    private const string InsertGrant =
        """
        INSERT INTO oauth2_grants (client_id, user_name, token_id, refresh_hash, created, expires)
        VALUES (@clientId, @userName, @tokenId, @refreshHash, @created, @expires) RETURNING id
        """;

    /// <summary>Inserts a code; false when there is no such user.</summary>
    public static async Task<bool> InsertCodeAsync(DbConnection connection, string hash, Consent consent, long expires) => await connection.ExecuteAsync(
        InsertCode, new { hash, clientId = consent.ClientId, redirectUri = consent.RedirectUri, challenge = consent.Challenge, expires, userName = consent.UserName }) == 1;

    public static Task DeleteCodesBeforeAsync(DbConnection connection, long time) =>
        connection.ExecuteAsync("DELETE FROM oauth2_codes WHERE expires < @time", new { time });

    /// <summary>A code that is about to be exchanged.</summary>
    public static Task<CodeRow?> FindCodeAsync(WriteSession session, string hash) => session.Connection.QuerySingleOrDefaultAsync<CodeRow>(
        $"SELECT {CodeColumns} FROM oauth2_codes WHERE code_hash = @hash{session.ForUpdate}", new { hash });

    public static Task DeleteCodeAsync(DbConnection connection, string hash) =>
        connection.ExecuteAsync("DELETE FROM oauth2_codes WHERE code_hash = @hash", new { hash });

    public static Task SetGrantOfCodeAsync(DbConnection connection, string hash, long grantId) =>
        connection.ExecuteAsync("UPDATE oauth2_codes SET grant_id = @grantId WHERE code_hash = @hash", new { hash, grantId });

    public static Task<long> InsertGrantAsync(DbConnection connection, string clientId, AccessToken token, string refreshHash, long expires) =>
        connection.ExecuteScalarAsync<long>(
            InsertGrant, new { clientId, userName = token.UserName, tokenId = token.Id, refreshHash, created = token.Created.ToUnixTimeMilliseconds(), expires });

    /// <summary>A grant whose tokens are about to be exchanged.</summary>
    public static Task<GrantRow?> FindGrantAsync(WriteSession session, string refreshHash) => session.Connection.QuerySingleOrDefaultAsync<GrantRow>(
        $"SELECT {GrantColumns} FROM oauth2_grants WHERE refresh_hash = @refreshHash{session.ForUpdate}", new { refreshHash });

    /// <summary>Gives a grant its next tokens, and remembers the refresh token that was exchanged for them as long as it would have been good.</summary>
    public static async Task UpdateGrantAsync(DbConnection connection, GrantRow grant, string used, AccessToken token, string refreshHash, long expires)
    {
        var now = token.Created.ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            "DELETE FROM oauth2_refreshed WHERE grant_id = @id AND expires < @now", new { id = grant.Id, now });
        await connection.ExecuteAsync(
            "INSERT INTO oauth2_refreshed (refresh_hash, grant_id, used, expires) VALUES (@used, @id, @now, @expires)", new { used, id = grant.Id, now, expires = grant.Expires });
        await connection.ExecuteAsync(
            "UPDATE oauth2_grants SET token_id = @tokenId, refresh_hash = @refreshHash, expires = @expires WHERE id = @id",
            new { id = grant.Id, tokenId = token.Id, refreshHash, expires });
    }

    /// <summary>Ends the grant whose refresh token was exchanged before a time; returns its token.</summary>
    public static Task<IReadOnlyList<AccessToken>> DeleteGrantRefreshedByAsync(DbConnection connection, string used, long before) => DeleteTokensAsync(connection,
        "id = (SELECT token_id FROM oauth2_grants g JOIN oauth2_refreshed r ON r.grant_id = g.id WHERE r.refresh_hash = @used AND r.used <= @before)", new { used, before });

    /// <summary>Ends a grant; returns its token, none when there was no grant.</summary>
    public static Task<IReadOnlyList<AccessToken>> DeleteGrantAsync(DbConnection connection, long id) =>
        DeleteTokensAsync(connection, "id = (SELECT token_id FROM oauth2_grants g WHERE g.id = @id)", new { id });

    /// <summary>Ends all grants of an application, and its codes; returns their tokens.</summary>
    public static async Task<IReadOnlyList<AccessToken>> DeleteOfClientAsync(DbConnection connection, string clientId)
    {
        await connection.ExecuteAsync("DELETE FROM oauth2_codes WHERE client_id = @clientId", new { clientId });
        return await DeleteTokensAsync(connection, "id IN (SELECT token_id FROM oauth2_grants WHERE client_id = @clientId)", new { clientId });
    }

    private static async Task<IReadOnlyList<AccessToken>> DeleteTokensAsync(DbConnection connection, string which, object values) =>
        [.. (await connection.QueryAsync<TokenRow>($"DELETE FROM tokens WHERE {which} RETURNING {UserRows.TokenColumns}", values)).Select(row => row.ToToken())];

    /// <summary>A page of the grants as entries of the directory <c>oauth2Tokens</c>.</summary>
    public static async Task<(IReadOnlyList<DirectoryEntry> Page, long Total)> ListAsync(DbConnection connection, int offset, int limit)
    {
        var rows = await connection.QueryAsync<GrantRow>($"SELECT {GrantColumns} FROM oauth2_grants ORDER BY id LIMIT @limit OFFSET @offset", new { offset, limit });
        return ([.. rows.Select(row => row.ToEntry())], await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM oauth2_grants"));
    }

    /// <summary>A grant as an entry of the directory <c>oauth2Tokens</c>.</summary>
    public static async Task<DirectoryEntry?> FindEntryAsync(DbConnection connection, long id) =>
        (await connection.QuerySingleOrDefaultAsync<GrantRow>($"SELECT {GrantColumns} FROM oauth2_grants WHERE id = @id", new { id }))?.ToEntry();
}

/// <summary>A row of table <c>oauth2_codes</c>.</summary>
internal sealed class CodeRow
{
    public string ClientId { get; init; } = "";
    public string UserName { get; init; } = "";
    public string? RedirectUri { get; init; }
    public string? Challenge { get; init; }
    public long Expires { get; init; }
    public long? GrantId { get; init; }
}

/// <summary>A row of table <c>oauth2_grants</c>, without the hash.</summary>
internal sealed class GrantRow
{
    // The platform's name of tokens that it gave out itself.
    private const string Service = "org.nuxeo.server.token.store";

    public long Id { get; init; }
    public string ClientId { get; init; } = "";
    public string UserName { get; init; } = "";
    public string TokenId { get; init; } = "";
    public long Created { get; init; }
    public long Expires { get; init; }

    public DirectoryEntry ToEntry()
    {
        var id = Id.ToString(CultureInfo.InvariantCulture);
        return new DirectoryEntry(id, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = id,
            ["serviceName"] = Service,
            ["nuxeoLogin"] = UserName,
            ["clientId"] = ClientId,
            ["creationDate"] = DateTimeOffset.FromUnixTimeMilliseconds(Created).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["isShared"] = "false",
        });
    }
}
