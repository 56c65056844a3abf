using System.Security.Cryptography;
using System.Text;
using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.OpenId;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Duende.IdentityModel.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Archivolt.WebConsole.Sessions;

/// <summary>
/// Signs people in by the identity provider: the authorization code flow of OpenID Connect Core 1.0 with PKCE. ASP.NET's own handler keeps what it knows in tickets and keys of a process; here a session is a token of the
/// store, which every server knows, so the flow ends with one of those.
/// </summary>
internal sealed class ProviderSignIn(
    ProviderMetadata provider, ProviderTokens tokens, ProviderPeople people, ProviderHttp http, CodeExchange exchange, IExternalIdentityStore identities, TimeProvider clock,
    IOptions<OpenIdConnectOptions> options, IOptions<HttpOptions> server)
{
    private static readonly string[] UsualScopes = ["openid", "profile", "email"];

    /// <summary>Where a person signs in.</summary>
    /// <exception cref="RequestException">503: the provider cannot be reached.</exception>
    public async Task<string> AddressAsync(SignInAttempt attempt, CancellationToken cancellationToken)
    {
        var description = await provider.GetAsync(cancellationToken);
        var scopes = options.Value.Scopes is { Count: > 0 } own ? own : UsualScopes;
        return new RequestUrl(http.Checked(description.AuthorizationEndpoint).AbsoluteUri).CreateAuthorizeUrl(
            options.Value.ClientId!, "code", string.Join(' ', scopes), Address("callback"), attempt.State, attempt.Nonce, codeChallenge: attempt.Challenge, codeChallengeMethod: "S256");
    }

    /// <summary>Who came back.</summary>
    /// <exception cref="RequestException">The answer proves nothing, or the person may not come in.</exception>
    /// <exception cref="DocumentException">Nobody here is the person.</exception>
    public async Task<Principal> CompleteAsync(SignInAttempt attempt, IQueryCollection answer, CancellationToken cancellationToken)
    {
        var description = await provider.GetAsync(cancellationToken);
        CheckIssuer(description, answer["iss"]);
        if (answer["error"].ToString() is { Length: > 0 } error)
            throw ProviderErrors.Of(error);
        if (answer["code"] is not [{ Length: > 0 } code])
            throw RequestException.BadRequest(Phrase.Of("The identity provider's answer lacks the code. Sign in again."));
        var clientId = options.Value.ClientId!;
        var claims = await tokens.ValidateAsync(await exchange.IdTokenAsync(description, code, Address("callback"), attempt.Verifier, cancellationToken), clientId, cancellationToken);
        // A token of several audiences says for whom of them it is (OpenID Connect Core 1.0, 3.1.3.7).
        if (!IsSame(claims.Text("nonce"), attempt.Nonce) || (claims.Text("azp") is { } party ? party != clientId : claims.Texts("aud") is { Count: > 1 }))
            throw RequestException.BadRequest(Phrase.Of("The identity provider's answer belongs to another sign-in. Sign in again."));
        if (!await identities.TryUseAsync(attempt.Nonce, SignInAttempt.Time * 2, cancellationToken))
            throw RequestException.BadRequest(Phrase.Of("This sign-in was completed before. Sign in again."));
        return await people.EnterAsync(claims, clock.GetUtcNow(), isWhole: true, cancellationToken);
    }

    /// <summary>Where a person signs out of the provider as well; null where it has no such page, or cannot be reached.</summary>
    public async Task<string?> SignOutAddressAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Without a hint of who it is: that would be an ID token in an address. The provider asks the person instead.
            return (await provider.GetAsync(cancellationToken)).EndSessionEndpoint is { Length: > 0 } address
                ? new RequestUrl(http.Checked(address).AbsoluteUri).CreateEndSessionUrl(postLogoutRedirectUri: Address("signed-out"), extra: new Parameters { { "client_id", options.Value.ClientId! } })
                : null;
        }
        catch (RequestException)
        {
            return null;
        }
    }

    // Of the settings alone: no header of a request has a part in it.
    private string Address(string page) => $"{server.Value.PublicUrl!.AbsoluteUri.TrimEnd('/')}/site/openid/{page}";

    // Another provider's answer, sent here to have its code exchanged at this one (RFC 9207).
    private static void CheckIssuer(OpenIdConnectConfiguration description, string? issuer)
    {
        if (string.IsNullOrEmpty(issuer) ? description.AuthorizationResponseIssParameterSupported : issuer != description.Issuer)
            throw RequestException.BadRequest(Phrase.Of("This answer is not the identity provider's. Sign in again."));
    }

    private static bool IsSame(string? given, string expected) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
