namespace Archivolt.Vendors.OAuth;

/// <summary>In what the vendors' authorization servers differ.</summary>
public sealed record OAuthRules(string AuthorizationPath, string TokenPath, string RevocationPath)
{
    /// <summary>How long an access token lives.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>The parameter of an authorization that asks for a refresh token when it is <c>offline</c>.</summary>
    public required string OfflineParameter { get; init; }

    /// <summary>Google gives a refresh token with the first consent only, unless consent is asked for again.</summary>
    public bool RefreshesFirstConsentOnly { get; init; }

    /// <summary>Dropbox takes PKCE instead of a client's secret.</summary>
    public bool HasPublicClients { get; init; }

    /// <summary>The scopes of an application, which a grant has that names none; Google refuses a request that names none.</summary>
    public IReadOnlyList<string> DefaultScopes { get; init; } = [];

    // https://developers.google.com/identity/protocols/oauth2/web-server
    internal static readonly OAuthRules Google = new("o/oauth2/v2/auth", "token", "revoke")
    {
        Lifetime = TimeSpan.FromHours(1),
        OfflineParameter = "access_type",
        RefreshesFirstConsentOnly = true,
    };

    // https://developers.dropbox.com/oauth-guide
    internal static readonly OAuthRules Dropbox = new("oauth2/authorize", "oauth2/token", "2/auth/token/revoke")
    {
        Lifetime = TimeSpan.FromHours(4),
        OfflineParameter = "token_access_type",
        HasPublicClients = true,
        DefaultScopes = ["account_info.read", "files.metadata.read", "files.content.read"],
    };
}
