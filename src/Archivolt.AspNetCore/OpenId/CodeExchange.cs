using System.Net;
using Archivolt.AspNetCore.Errors;
using Duende.IdentityModel.Client;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>Exchanges a code at the identity provider for an ID token (OpenID Connect Core 1.0, 3.1.3).</summary>
internal sealed class CodeExchange(ProviderHttp http, IOptions<OpenIdConnectOptions> options)
{
    private const string BodySecret = "client_secret_post";
    private const string HeaderSecret = "client_secret_basic";
    private const string NoAnswer = "The identity provider does not answer. Try again later.";

    /// <summary>The ID token for a code.</summary>
    /// <exception cref="RequestException">400: the provider refuses the code. 503: it does not answer, or does not know this server.</exception>
    public async Task<string> IdTokenAsync(OpenIdConnectConfiguration provider, string code, string redirectUri, string verifier, CancellationToken cancellationToken)
    {
        var methods = provider.TokenEndpointAuthMethodsSupported;
        using var request = new AuthorizationCodeTokenRequest
        {
            Address = http.Checked(provider.TokenEndpoint).AbsoluteUri,
            ClientId = options.Value.ClientId!,
            ClientSecret = options.Value.Secret,
            // By the header unless the provider takes the body alone (Discovery 1.0, 3: the header is what it means to name none).
            ClientCredentialStyle = options.Value.Secret is null || (methods.Contains(BodySecret) && !methods.Contains(HeaderSecret)) ? ClientCredentialStyle.PostBody : ClientCredentialStyle.AuthorizationHeader,
            Code = code,
            RedirectUri = redirectUri,
            CodeVerifier = verifier,
        };
        var answer = await AskAsync(request, cancellationToken);
        if (answer is { IsError: false, IdentityToken: { Length: > 0 } token })
            return token;
        // The provider's own words may repeat what was sent to it.
        throw answer switch
        {
            { ErrorType: ResponseErrorType.Exception } => ProviderHttp.Unavailable(NoAnswer, answer.Exception),
            { HttpStatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => ProviderHttp.Unavailable("The identity provider asks to try again later."),
            { Error: "invalid_client" or "unauthorized_client" } => ProviderHttp.Unavailable("The identity provider does not know this server: the administrator checks Archivolt:OpenIdConnect:ClientId and its secret."),
            { IsError: false } => ProviderHttp.Unavailable("The identity provider gave no ID token: the administrator checks that the scope openid is asked for."),
            _ => RequestException.BadRequest("The identity provider does not accept this sign-in: it took too long, or was used before. Sign in again."),
        };
    }

    private async Task<TokenResponse> AskAsync(AuthorizationCodeTokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.Client.RequestAuthorizationCodeTokenAsync(request, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderHttp.Unavailable(NoAnswer, exception);
        }
    }
}
