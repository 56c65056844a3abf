namespace Archivolt.Documents.Access;

/// <summary>An application that people may let act for them; registered in the directory <c>oauth2Clients</c>.</summary>
/// <param name="Id">The name it signs in by.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="RedirectUris">The addresses that people may be sent back to, each of them exactly.</param>
public sealed record OAuth2Client(string Id, string Name, IReadOnlyList<string> RedirectUris)
{
    /// <summary>True when it gets tokens only with its secret.</summary>
    public bool HasSecret { get; init; }

    /// <summary>True when people are not asked whether they agree.</summary>
    public bool IsTrusted { get; init; }
}

/// <summary>What somebody agreed to: that an application acts for them.</summary>
/// <param name="ClientId">The application.</param>
/// <param name="UserName">The user.</param>
public sealed record Consent(string ClientId, string UserName)
{
    /// <summary>The address that the application asked for; null when it named none.</summary>
    public string? RedirectUri { get; init; }

    /// <summary>The SHA-256 in Base64url of the verifier that the application has to show (PKCE, RFC 7636); null when it sent none.</summary>
    public string? Challenge { get; init; }
}

/// <summary>What an application acts with.</summary>
/// <param name="AccessToken">Goes with every request.</param>
/// <param name="RefreshToken">Exchanged once for new tokens.</param>
/// <param name="Lifetime">How long the access token works.</param>
public sealed record GrantedTokens(string AccessToken, string RefreshToken, TimeSpan Lifetime)
{
    /// <summary>Never shows the tokens.</summary>
    public override string ToString() => nameof(GrantedTokens);
}
