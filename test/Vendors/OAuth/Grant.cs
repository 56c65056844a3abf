namespace Archivolt.Vendors.OAuth;

/// <summary>What an account allowed the client.</summary>
public sealed class Grant(string account, IReadOnlySet<string> scopes)
{
    /// <summary>The e-mail address.</summary>
    public string Account { get; } = account;

    public IReadOnlySet<string> Scopes { get; } = scopes;

    internal bool IsRevoked { get; set; }

    /// <summary>True where the client proved itself with PKCE alone.</summary>
    internal bool IsPublic { get; set; }
}

/// <summary>An authorization code, which is exchanged once.</summary>
internal sealed record AuthorizationCode(Grant Grant, string RedirectUri, string? Challenge, bool IsOffline, DateTimeOffset Expires);

/// <summary>An access token.</summary>
internal sealed record Access(Grant Grant, DateTimeOffset Expires);
