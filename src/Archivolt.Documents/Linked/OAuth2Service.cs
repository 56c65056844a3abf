namespace Archivolt.Documents.Linked;

/// <summary>Where people sign in at a vendor, and what for (OAuth 2 authorization code, RFC 6749, with PKCE, RFC 7636).</summary>
public sealed record OAuth2Service
{
    /// <summary>Where people agree.</summary>
    public required Uri AuthorizationUrl { get; init; }

    /// <summary>Where codes and refresh tokens are exchanged.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What else the vendor wants to see in the query of <see cref="AuthorizationUrl"/>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
