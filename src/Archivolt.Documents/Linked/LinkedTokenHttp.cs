using System.Net;
using Archivolt.Blobs;
using Duende.IdentityModel.Client;

namespace Archivolt.Documents.Linked;

/// <summary>Asks vendors for tokens (RFC 6749).</summary>
public sealed class LinkedTokenHttp(HttpClient http) : IDisposable
{
    /// <summary>How long a vendor may take to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>How long a vendor's answer may be, in bytes.</summary>
    internal const int LongestAnswer = 256 * 1024;

    private const string InvalidGrant = "invalid_grant";

    /// <summary>Exchanges a code.</summary>
    /// <exception cref="BlobException">The vendor refuses, or does not answer.</exception>
    public async Task<TokenResponse> ExchangeAsync(LinkedService service, string code, string verifier, string redirectUri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        using var request = new AuthorizationCodeTokenRequest
        {
            Address = service.OAuth2.TokenUrl.AbsoluteUri,
            ClientId = service.Settings.ClientId!,
            ClientSecret = service.Settings.ClientSecret,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            Code = code,
            RedirectUri = redirectUri,
            CodeVerifier = verifier,
        };
        var answer = await AnswerOfAsync(service, http.RequestAuthorizationCodeTokenAsync(request, cancellationToken), cancellationToken);
        return answer is { IsError: false, AccessToken.Length: > 0 } ? answer : throw FailureOf(service, answer, cancellationToken);
    }

    /// <summary>Exchanges a refresh token; null where the vendor says that it is good for nothing any more.</summary>
    /// <exception cref="BlobException">The vendor refuses otherwise, or does not answer.</exception>
    public async Task<TokenResponse?> RefreshAsync(LinkedService service, string refreshToken, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        using var request = new RefreshTokenRequest
        {
            Address = service.OAuth2.TokenUrl.AbsoluteUri,
            ClientId = service.Settings.ClientId!,
            ClientSecret = service.Settings.ClientSecret,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            RefreshToken = refreshToken,
        };
        var answer = await AnswerOfAsync(service, http.RequestRefreshTokenAsync(request, cancellationToken), cancellationToken);
        if (answer is { IsError: false, AccessToken.Length: > 0 })
            return answer;
        return answer.Error == InvalidGrant ? null : throw FailureOf(service, answer, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    // The library lets the time-out of the client through as a cancellation.
    private static async Task<TokenResponse> AnswerOfAsync(LinkedService service, Task<TokenResponse> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await asked;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"The vendor of '{service.Provider.Id}' did not answer in time at its token address.", innerException: exception);
        }
    }

    // The vendor's words may repeat the token.
    private static BlobException FailureOf(LinkedService service, TokenResponse answer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (id, retry) = (service.Provider.Id, answer.HttpResponse?.Headers.RetryAfter?.Delta);
        return answer.ErrorType switch
        {
            ResponseErrorType.Exception => new BlobException(BlobError.Unavailable, $"The vendor of '{id}' does not answer at its token address: {answer.Exception?.GetType().Name}."),
            _ when answer.HttpStatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new BlobException(BlobError.Unavailable, $"The vendor of '{id}' asks to try again later (status {(int)answer.HttpStatusCode}).") { RetryAfter = retry },
            _ when answer.Error == InvalidGrant => new BlobException(BlobError.PermissionDenied, $"The vendor of '{id}' refuses the sign-in: it took too long, or was used before. Begin again."),
            _ when answer.Error is "invalid_client" or "unauthorized_client" =>
                new BlobException(BlobError.Configuration, $"The vendor of '{id}' does not know this server: the administrator checks id and secret of its application."),
            _ => new BlobException(BlobError.IO, $"The vendor of '{id}' refuses to give a token (status {(int)answer.HttpStatusCode})."),
        };
    }
}
