using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>Gives applications tokens for a code, a refresh token or an assertion: <c>oauth2/token</c>.</summary>
internal static class TokenEndpoint
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    // No user has a colon in the name: applications and users do not slow one another down.
    private const string ThrottlePrefix = "oauth2:";

    public static async Task<IResult> AnswerAsync(HttpContext context, IOAuth2Store store, LoginThrottle throttle, IOptions<OAuth2Options> options, TimeProvider clock)
    {
        context.Response.Headers.CacheControl = "no-store";
        IFormCollection form;
        try
        {
            form = await SmallForm.ReadAsync(context);
        }
        catch (RequestException exception)
        {
            return Error("invalid_request", exception.Message);
        }
        if (form.FirstOrDefault(field => field.Value.Count > 1).Key is { } repeated)
            return Error("invalid_request", $"'{repeated}' is there more than once.");
        if (Field("client_id") is not { } id)
            return Error("invalid_request", "'client_id' is missing.");
        if (await store.FindClientAsync(id, context.RequestAborted) is not { } client || (client.HasSecret && !await KnowsSecretAsync(Field("client_secret"))))
            return Error("invalid_client", "The application or its secret is unknown here.", StatusCodes.Status401Unauthorized);
        switch (Field("grant_type"))
        {
            case "authorization_code" when Field("code") is { } code:
                return Answer(await store.ExchangeCodeAsync(code, id, Field("redirect_uri"), Field("code_verifier"), context.RequestAborted));
            case "refresh_token" when Field("refresh_token") is { } refreshToken:
                return Answer(await store.RefreshAsync(refreshToken, id, context.RequestAborted));
            case JwtBearer when Field("assertion") is { } assertion:
                var user = await ThrottledAsync(() => Task.FromResult(JwtAssertion.UserOf(assertion, options.Value, clock.GetUtcNow())));
                return Answer(user is null ? null : await store.GrantAsync(id, user, context.RequestAborted));
            case "authorization_code" or "refresh_token" or JwtBearer:
                return Error("invalid_request", "The form lacks the field that this 'grant_type' needs.");
            case null:
                return Error("invalid_request", "'grant_type' is missing.");
            default:
                return Error("unsupported_grant_type", $"'grant_type' is to be authorization_code, refresh_token or {JwtBearer}.");
        }

        string? Field(string name) => form[name] is [{ Length: > 0 } value] ? value : null;

        async Task<bool> KnowsSecretAsync(string? secret) =>
            secret is not null && await ThrottledAsync(async () => await store.VerifySecretAsync(id, secret, context.RequestAborted) ? secret : null) is not null;

        Task<string?> ThrottledAsync(Func<Task<string?>> verify) => throttle.VerifyAsync(ThrottlePrefix + id, context.Connection.RemoteIpAddress, verify, context.RequestAborted);
    }

    private static IResult Answer(GrantedTokens? tokens) => tokens is null
        ? Error("invalid_grant", "The code or refresh token is unknown, expired, used already, or of another application.")
        : TypedResults.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = tokens.AccessToken,
            ["token_type"] = "bearer",
            ["expires_in"] = (long)tokens.Lifetime.TotalSeconds,
            ["refresh_token"] = tokens.RefreshToken,
        });

    private static JsonHttpResult<Dictionary<string, string>> Error(string error, string description, int status = StatusCodes.Status400BadRequest) => TypedResults.Json(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
