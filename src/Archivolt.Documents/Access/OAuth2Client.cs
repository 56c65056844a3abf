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

    /// <summary>
    /// True when people may be sent to an address with a code: it has no fragment and no credentials, and is an https one, an http one of this machine, or of an application's own scheme
    /// on the person's device, which has a dot (RFC 8252 §7.1). So codes cross no network in the clear, and no address runs a script.
    /// </summary>
    public static bool IsSafe(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback) || uri.Scheme is "nuxeo" || uri.Scheme.Contains('.', StringComparison.Ordinal));

    /// <summary>The addresses that a registration lists, with commas between them.</summary>
    public static IReadOnlyList<string> ReadRedirectUris(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
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
