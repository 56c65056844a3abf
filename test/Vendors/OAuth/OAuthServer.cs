using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.OAuth;

/// <summary>
/// An authorization server (RFC 6749, RFC 7636): who consents, which tokens there are, and what becomes of them. Tests that do not care about
/// consent take tokens from <see cref="NewAccessToken"/> and <see cref="NewRefreshToken"/>.
/// </summary>
public sealed class OAuthServer
{
    private readonly TimeProvider _clock;
    private readonly Func<string, bool> _hasAccount;
    private readonly ConcurrentDictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Access> _accesses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Grant> _refreshes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceAccount> _serviceAccounts = new(StringComparer.Ordinal);
    private int _refreshCount;

    internal OAuthServer(TimeProvider clock, OAuthRules rules, Func<string, bool> hasAccount)
    {
        (_clock, Rules, _hasAccount) = (clock, rules, hasAccount);
        AccessTokenLifetime = rules.Lifetime;
    }

    public OAuthRules Rules { get; }

    public string ClientId { get; set; } = "archivolt-client";

    public string ClientSecret { get; set; } = "archivolt-client-secret";

    /// <summary>The addresses that an authorization may lead back to; empty for any.</summary>
    public ICollection<string> RedirectUris { get; } = [];

    /// <summary>The account whose user consents when an authorization is asked for; null for a user who declines.</summary>
    public string? Consenting { get; set; }

    /// <summary>How long new access tokens live, by the server's clock.</summary>
    public TimeSpan AccessTokenLifetime { get; set; }

    /// <summary>True to replace a refresh token whenever it is used; neither vendor does today, and both reserve it.</summary>
    public bool RotatesRefreshTokens { get; set; }

    /// <summary>How many times an access token was refreshed.</summary>
    public int Refreshes => _refreshCount;

    /// <summary>An access token without the ceremony.</summary>
    public string NewAccessToken(string account, params string[] scopes) => NewAccess(new Grant(account, Scopes(scopes)));

    /// <summary>A refresh token without the ceremony.</summary>
    public string NewRefreshToken(string account, params string[] scopes) => NewRefresh(new Grant(account, Scopes(scopes)));

    /// <summary>Ends the life of access tokens: of an account, or all.</summary>
    public void ExpireAccessTokens(string? account = null)
    {
        foreach (var (token, access) in _accesses)
        {
            if (account is null || access.Grant.Account == account)
                _accesses[token] = access with { Expires = DateTimeOffset.MinValue };
        }
    }

    /// <summary>The user takes back what was allowed: access tokens are refused at once, refresh tokens answer <c>invalid_grant</c>.</summary>
    public void Revoke(string account)
    {
        foreach (var grant in _refreshes.Values.Concat(_accesses.Values.Select(access => access.Grant)).Where(grant => grant.Account == account))
            grant.IsRevoked = true;
    }

    /// <summary>An account of Google's for programs, with a key of its own, which may act for the accounts named.</summary>
    internal ServiceAccount AddServiceAccount(string email, params string[] actsFor) =>
        _serviceAccounts[email] = new ServiceAccount(email, new HashSet<string>(actsFor, StringComparer.Ordinal));

    internal bool HasAccount(string email) => _hasAccount(email);

    internal ServiceAccount? FindServiceAccount(string email) => _serviceAccounts.GetValueOrDefault(email);

    internal DateTimeOffset Now => _clock.GetUtcNow();

    internal bool HasConsented(string account) => _refreshes.Values.Any(grant => grant.Account == account && !grant.IsRevoked);

    internal string NewCode(Grant grant, string redirectUri, string? challenge, bool isOffline)
    {
        var code = NewToken("4/");
        _codes[code] = new AuthorizationCode(grant, redirectUri, challenge, isOffline, Now + TimeSpan.FromMinutes(10));
        return code;
    }

    internal AuthorizationCode? TakeCode(string code) => _codes.TryRemove(code, out var found) && found.Expires > Now ? found : null;

    internal string NewAccess(Grant grant)
    {
        if (!HasAccount(grant.Account))
            throw new InvalidOperationException($"There is no account {grant.Account}.");
        var token = NewToken("ya29.");
        _accesses[token] = new Access(grant, Now + AccessTokenLifetime);
        return token;
    }

    internal string NewRefresh(Grant grant)
    {
        var token = NewToken("1//");
        _refreshes[token] = grant;
        return token;
    }

    internal Grant? FindRefresh(string token) => _refreshes.TryGetValue(token, out var grant) && !grant.IsRevoked ? grant : null;

    /// <summary>Counts a refresh; the token to use from now on where tokens rotate.</summary>
    internal string? Refreshed(string token, Grant grant)
    {
        Interlocked.Increment(ref _refreshCount);
        return RotatesRefreshTokens && _refreshes.TryRemove(token, out _) ? NewRefresh(grant) : null;
    }

    /// <summary>Revokes the grant of an access or refresh token; false where there is none.</summary>
    internal bool RevokeToken(string token)
    {
        var grant = _accesses.TryGetValue(token, out var access) ? access.Grant : _refreshes.GetValueOrDefault(token);
        if (grant is null or { IsRevoked: true })
            return false;
        return grant.IsRevoked = true;
    }

    /// <summary>The token of a request's header <c>Authorization: Bearer</c>; null where there is none.</summary>
    internal static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>The access token's grant, and whether it has expired; null where it is unknown or revoked.</summary>
    internal (Grant Grant, TimeSpan Left)? FindAccess(string token) =>
        _accesses.TryGetValue(token, out var access) && !access.Grant.IsRevoked ? (access.Grant, access.Expires - Now) : null;

    private IReadOnlySet<string> Scopes(IReadOnlyCollection<string> scopes) =>
        new HashSet<string>(scopes.Count > 0 ? scopes : Rules.DefaultScopes, StringComparer.Ordinal);

    private static string NewToken(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
