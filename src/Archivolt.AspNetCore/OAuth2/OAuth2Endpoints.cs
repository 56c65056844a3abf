using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>
/// Lets people allow an application to act for them (OAuth 2, RFC 6749 and 7636): <c>oauth2/authorize</c> asks them, <c>oauth2/authorize_submit</c> takes their
/// answer, <c>oauth2/token</c> gives the application tokens.
/// </summary>
internal static class OAuth2Endpoints
{
    public static void Map(IEndpointRouteBuilder root)
    {
        var oauth2 = root.MapGroup("oauth2").WithTags("OAuth 2");
        oauth2.MapGet("authorize", AskAsync).WithName("Authorize").WithSummary("Asks the person who signs in whether an application may act for them.")
            .TakesQuery("client_id", "The application.", isRequired: true).TakesQuery("response_type", "code.", isRequired: true)
            .TakesQuery("redirect_uri", "Exactly as registered; may be left out where one is.").TakesQuery("state", "Given back to the application.")
            .TakesQuery("code_challenge", "The SHA-256 of the code verifier (PKCE).").TakesQuery("code_challenge_method", "S256.")
            .ProducesContent("text/html").Produces(StatusCodes.Status302Found).ProducesProblems(400, 403);
        oauth2.MapPost("authorize_submit", DecideAsync).WithName("SubmitAuthorization").WithSummary("Takes the answer and sends the person back to the application, with a code.")
            .WithDescription("A form with the fields of oauth2/authorize, and grant_access=1 to allow it.")
            .TakesForm("""{"client_id": "app", "redirect_uri": "https://app.example.org/callback", "response_type": "code", "grant_access": "1"}""").Produces(StatusCodes.Status302Found).ProducesProblems(400, 403);
        oauth2.MapPost("token", TokenEndpoint.AnswerAsync).AllowAnonymous().WithName("GetTokens").WithSummary("Gives an application tokens.")
            .WithDescription("A form: client_id, client_secret where the application has one, grant_type (authorization_code with code, redirect_uri, code_verifier; refresh_token with refresh_token; "
                + "or urn:ietf:params:oauth:grant-type:jwt-bearer with assertion).")
            .TakesForm("""{"grant_type": "authorization_code", "code": "…", "client_id": "app", "redirect_uri": "https://app.example.org/callback"}""").ProducesJson("OAuth2Tokens").ProducesJson("OAuth2Error", StatusCodes.Status400BadRequest).ProducesJson("OAuth2Error", StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult> AskAsync(HttpContext context, IOAuth2Store store)
    {
        RequirePassword(context);
        var request = await AuthorizationRequest.ReadAsync(name => context.Request.Query[name], store, context.RequestAborted);
        if (request.Error is { } error)
            return request.Refuse(error);
        return request.Client.IsTrusted ? await AllowAsync(request, context, store) : new ConsentPage(request, context.ActingPrincipal().Name);
    }

    private static async Task<IResult> DecideAsync(HttpContext context, IOAuth2Store store, IOptions<HttpOptions> options)
    {
        RequirePassword(context);
        // The person answers on the page of this server, and no other page for them.
        CrossSite.RefuseForeign(context.Request, options.Value);
        var form = await SmallForm.ReadAsync(context);
        var request = await AuthorizationRequest.ReadAsync(name => form[name], store, context.RequestAborted);
        return request.Error is { } error ? request.Refuse(error)
            : form["grant_access"].Count == 0 ? request.Refuse("access_denied")
            : await AllowAsync(request, context, store);
    }

    private static async Task<IResult> AllowAsync(AuthorizationRequest request, HttpContext context, IOAuth2Store store)
    {
        var code = await store.CreateCodeAsync(request.ConsentOf(context.ActingPrincipal().Name), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return request.Redirect("code", code);
    }

    // A token is already somebody else's right to act: it brings forth no further ones.
    private static void RequirePassword(HttpContext context)
    {
        if (context.ActingPrincipal().IsAnonymous)
            throw RequestException.Unauthorized("Sign in with name and password to let an application act for you.");
        if (!Credentials.TryRead(context.Request, out var credentials) || credentials?.Name is null)
            throw RequestException.Forbidden("Send name and password with this request to let an application act for you; a session of the console or a token does not do.");
    }
}
