using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Duende.IdentityModel.Client;

namespace Archivolt.Documents.Linked;

/// <summary>
/// Connects accounts: sends a person to the vendor and takes them back. What comes back is good once, within ten minutes, and for the person who went (RFC 6749, 10.12); the code is bound to
/// this server by PKCE (RFC 7636).
/// </summary>
public sealed class LinkedSignIn(
    LinkedServices services, LinkedTokens tokens, LinkedTokenHttp http, ILinkedAccountStore store, IExternalIdentityStore used, TokenSeal seal, TimeProvider clock)
{
    private const int RandomLength = 32;

    private static readonly TimeSpan Time = TimeSpan.FromMinutes(10);

    /// <summary>Where a person goes to connect an account.</summary>
    /// <param name="principal">The person.</param>
    /// <param name="provider">The provider id.</param>
    /// <param name="redirectUri">Where the vendor sends them back to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the provider is not set up.</exception>
    public async Task<Uri> BeginAsync(Principal principal, string provider, string redirectUri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var service = await services.GetAvailableAsync(provider, cancellationToken);
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomLength));
        var state = new PendingSignIn(provider, principal.Name, verifier, redirectUri, clock.GetUtcNow() + Time).ToState(seal);
        var parameters = new Parameters(service.OAuth2.Parameters);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return new Uri(new RequestUrl(service.OAuth2.AuthorizationUrl.AbsoluteUri).CreateAuthorizeUrl(
            service.Settings.ClientId!, "code", service.OAuth2.Scopes.Count > 0 ? string.Join(' ', service.OAuth2.Scopes) : null, redirectUri, state,
            codeChallenge: challenge, codeChallengeMethod: "S256", extra: parameters));
    }

    /// <summary>Connects the account that a person comes back with.</summary>
    /// <param name="principal">The person.</param>
    /// <param name="provider">The provider id.</param>
    /// <param name="state">What the vendor repeats of the address that the person went to.</param>
    /// <param name="code">What the vendor gave.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.PermissionDenied"/>: this person did not go, or too long ago, or comes a second time; or what the vendor answers.
    /// </exception>
    public async Task<LinkedAccount> CompleteAsync(Principal principal, string provider, string state, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var pending = PendingSignIn.Of(state, seal);
        if (pending is null || pending.Provider != provider || pending.UserName != principal.Name || pending.Expires <= clock.GetUtcNow() || !await used.TryUseAsync(pending.Verifier, Time, cancellationToken))
            throw new BlobException(BlobError.PermissionDenied, "This answer of the vendor belongs to no sign-in of yours that was begun in the last ten minutes. Begin again.");
        var service = await services.GetAvailableAsync(provider, cancellationToken);
        var answer = await http.ExchangeAsync(service, code, pending.Verifier, pending.RedirectUri, cancellationToken);
        var account = await service.Provider.Files.GetAccountAsync(new GivenToken(answer.AccessToken!), cancellationToken);
        return await store.ConnectAsync(provider, principal.Name, account, tokens.Sealed(provider, principal.Name, account, answer), principal, cancellationToken)
            ?? throw new BlobException(BlobError.PermissionDenied, $"There is no user '{principal.Name}'.");
    }
}
