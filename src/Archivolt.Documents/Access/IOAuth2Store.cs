namespace Archivolt.Documents.Access;

/// <summary>Applications, what people agreed to, and the tokens that came of it (OAuth 2, RFC 6749). Codes and tokens are stored as hashes only.</summary>
public interface IOAuth2Store
{
    /// <summary>An application that is registered once and enabled, or null.</summary>
    Task<OAuth2Client?> FindClientAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>True when it is the application's secret; takes as long for an unknown application.</summary>
    Task<bool> VerifySecretAsync(string id, string secret, CancellationToken cancellationToken = default);

    /// <summary>Makes a code for a consent. It is good for one exchange within a minute.</summary>
    /// <exception cref="InvalidOperationException">There is no such user.</exception>
    Task<string> CreateCodeAsync(Consent consent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Exchanges a code for tokens; null when it is unknown, over, or made for another application, address or verifier. A failed exchange uses the
    /// code up as well, and a second one takes away what came of the first.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="clientId">The application that shows it.</param>
    /// <param name="redirectUri">The address that it says it asked for; null for none.</param>
    /// <param name="verifier">What the challenge was made of; null without.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<GrantedTokens?> ExchangeCodeAsync(string code, string clientId, string? redirectUri, string? verifier, CancellationToken cancellationToken = default);

    /// <summary>
    /// Exchanges a refresh token for new tokens, and ends the old ones; null when it is unknown, over, or another application's. One that was exchanged a
    /// while before ends what it was exchanged for as well: of two who have it, one has stolen it (RFC 9700, 4.14.2).
    /// </summary>
    Task<GrantedTokens?> RefreshAsync(string refreshToken, string clientId, CancellationToken cancellationToken = default);

    /// <summary>Makes tokens without a code; null when there is no such user.</summary>
    Task<GrantedTokens?> GrantAsync(string clientId, string userName, CancellationToken cancellationToken = default);
}
