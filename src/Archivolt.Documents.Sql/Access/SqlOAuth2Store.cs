using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Documents.Access;
using Archivolt.Documents.Directories;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Access;

/// <summary>OAuth 2 in SQL: applications are entries of a directory, an access token is a token like others.</summary>
internal sealed class SqlOAuth2Store(Database database, SqlUserStore users, TimeProvider clock) : IOAuth2Store
{
    private const int MaxLabelLength = 255;

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    // Two threads of an honest application may refresh at once, or one repeat a request whose answer was lost.
    private static readonly TimeSpan RepeatLeeway = TimeSpan.FromSeconds(30);

    public async Task<OAuth2Client?> FindClientAsync(string id, CancellationToken cancellationToken = default)
    {
        if (await EntryAsync(id, cancellationToken) is not { } entry)
            return null;
        var addresses = OAuth2Client.ReadRedirectUris(entry.Values.GetValueOrDefault(StockDirectories.RedirectUris));
        return new OAuth2Client(id, entry.Values.GetValueOrDefault("name") ?? id, addresses)
        {
            HasSecret = entry.Values.ContainsKey(StockDirectories.ClientSecret),
            IsTrusted = entry.Values.GetValueOrDefault("autoGrant") == "true",
        };
    }

    public async Task<bool> VerifySecretAsync(string id, string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var entry = await EntryAsync(id, cancellationToken);
        return await users.VerifySecretAsync(secret, entry?.Values.GetValueOrDefault(StockDirectories.ClientSecret), cancellationToken);
    }

    public async Task<string> CreateCodeAsync(Consent consent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consent);
        var code = TokenSecret.Create();
        var now = clock.GetUtcNow();
        var isMade = await database.WriteAsync(async session =>
        {
            await OAuth2Rows.DeleteCodesBeforeAsync(session.Connection, now.ToUnixTimeMilliseconds());
            return await OAuth2Rows.InsertCodeAsync(session.Connection, TokenSecret.Hash(code)!, consent, (now + CodeLifetime).ToUnixTimeMilliseconds());
        }, Commit.Durable, cancellationToken);
        return isMade ? code : throw new InvalidOperationException($"There is no user '{consent.UserName}'.");
    }

    public Task<GrantedTokens?> ExchangeCodeAsync(
        string code, string clientId, string? redirectUri, string? verifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (TokenSecret.Hash(code) is not { } hash)
            return Task.FromResult<GrantedTokens?>(null);
        return WriteAsync(async session =>
        {
            if (await OAuth2Rows.FindCodeAsync(session, hash) is not { } row)
                return null;
            if (row.GrantId is null && row.Expires > clock.GetUtcNow().ToUnixTimeMilliseconds()
                && row.ClientId == clientId && row.RedirectUri == redirectUri && Answers(verifier, row.Challenge)
                && await CreateAsync(session, clientId, row.UserName) is var (grant, tokens))
            {
                await OAuth2Rows.SetGrantOfCodeAsync(session.Connection, hash, grant);
                return tokens;
            }
            // Whoever shows a code a second time, or for another application, may have stolen it.
            if (row.GrantId is { } stolen)
                await AccessAudit.TokensRevokedAsync(session, clock.GetUtcNow(), await OAuth2Rows.DeleteGrantAsync(session.Connection, stolen), by: null);
            await OAuth2Rows.DeleteCodeAsync(session.Connection, hash);
            return null;
        }, cancellationToken);
    }

    public Task<GrantedTokens?> RefreshAsync(string refreshToken, string clientId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        if (TokenSecret.Hash(refreshToken) is not { } hash)
            return Task.FromResult<GrantedTokens?>(null);
        return WriteAsync(async session =>
        {
            if (await OAuth2Rows.FindGrantAsync(session, hash) is not { } grant)
            {
                // Of two who show one token, one has stolen it, and nobody can tell which (RFC 9700, 4.14.2).
                var ended = await OAuth2Rows.DeleteGrantRefreshedByAsync(session.Connection, hash, (clock.GetUtcNow() - RepeatLeeway).ToUnixTimeMilliseconds());
                await AccessAudit.TokensRevokedAsync(session, clock.GetUtcNow(), ended, by: null);
                return null;
            }
            if (grant.ClientId != clientId || grant.Expires <= clock.GetUtcNow().ToUnixTimeMilliseconds())
                return null;
            if (await InsertTokenAsync(session, clientId, grant.UserName) is not var (token, secret))
                return null;
            var refresh = TokenSecret.Create();
            await OAuth2Rows.UpdateGrantAsync(session.Connection, grant, hash, token, TokenSecret.Hash(refresh)!, (token.Created + RefreshLifetime).ToUnixTimeMilliseconds());
            await UserRows.DeleteTokenAsync(session.Connection, grant.TokenId);
            return new GrantedTokens(secret, refresh, AccessLifetime);
        }, cancellationToken);
    }

    public Task<GrantedTokens?> GrantAsync(string clientId, string userName, CancellationToken cancellationToken = default) =>
        WriteAsync(async session => (await CreateAsync(session, clientId, userName))?.Tokens, cancellationToken);

    private async Task<(long Grant, GrantedTokens Tokens)?> CreateAsync(WriteSession session, string clientId, string userName)
    {
        if (await InsertTokenAsync(session, clientId, userName) is not var (token, secret))
            return null;
        // Those that a refresh makes later go on with the same grant.
        await AccessAudit.TokenCreatedAsync(session, token.Created, token, new Principal(userName, []));
        var refresh = TokenSecret.Create();
        var grant = await OAuth2Rows.InsertGrantAsync(
            session.Connection, clientId, token, TokenSecret.Hash(refresh)!, (token.Created + RefreshLifetime).ToUnixTimeMilliseconds());
        return (grant, new GrantedTokens(secret, refresh, AccessLifetime));
    }

    private async Task<(AccessToken Token, string Secret)?> InsertTokenAsync(WriteSession session, string clientId, string userName)
    {
        var (now, label, secret) = (clock.GetUtcNow(), $"OAuth 2: {clientId}", TokenSecret.Create());
        var token = new AccessToken(Guid.NewGuid().ToString(), userName, label.Length > MaxLabelLength ? label[..MaxLabelLength] : label, now, now + AccessLifetime);
        return await UserRows.InsertTokenAsync(session.Connection, token, TokenSecret.Hash(secret)!) ? (token, secret) : null;
    }

    private async Task<DirectoryEntry?> EntryAsync(string id, CancellationToken cancellationToken)
    {
        // Which of two is meant nobody can tell.
        var entries = await database.ReadAsync(connection => DirectoryRows.WithValueAsync(connection, StockDirectories.OAuth2Clients, "clientId", id), cancellationToken);
        return entries is [var entry] && entry.Values.GetValueOrDefault("enabled") != "false" ? entry : null;
    }

    private Task<GrantedTokens?> WriteAsync(Func<WriteSession, Task<GrantedTokens?>> work, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.AfterCommit(users.ForgetPrincipals);
        return work(session);
    }, Commit.Durable, cancellationToken);

    // A verifier without a challenge proves nothing that was asked for.
    private static bool Answers(string? verifier, string? challenge) => verifier is null || challenge is null
        ? verifier is null && challenge is null
        : CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));
}
