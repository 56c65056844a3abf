using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.OpenId;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Sessions;

/// <summary>The way to the identity provider and back.</summary>
internal static class ProviderEndpoints
{
    /// <summary>The end of the address that a provider sends people back to.</summary>
    public const string Callback = "/site/openid/callback";

    /// <summary>Maps the way where people sign in at a provider.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: nobody could come back, since the server does not know its address.</exception>
    public static void Map(IEndpointRouteBuilder root)
    {
        var (options, http) = (root.ServiceProvider.GetRequiredService<IOptions<OpenIdConnectOptions>>().Value, root.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value);
        if (!options.HasSignIn)
            return;
        if (http.PublicUrl is null)
            throw new BlobException(BlobError.Configuration, "Archivolt:PublicUrl is not set; with Archivolt:OpenIdConnect:ClientId use the address that people reach the server by, such as https://files.example.org/nuxeo/: the identity provider sends them back there.");
        root.MapGet(ConsoleUrl.ProviderSignIn, BeginAsync).AllowAnonymous().AddEndpointFilter(ErrorPages.InvokeAsync);
        root.MapGet(http.Base + Callback, CompleteAsync).AllowAnonymous().AddEndpointFilter(ErrorPages.InvokeAsync);
        root.MapGet($"{http.Base}/site/openid/signed-out", () => TypedResults.Redirect("/")).AllowAnonymous();
    }

    private static async Task<IResult> BeginAsync(HttpContext context, ProviderSignIn signIn, IOptions<HttpOptions> http)
    {
        // Nobody is sent to the provider by a foreign page.
        CrossSite.RefuseForeign(context.Request, http.Value);
        var attempt = SignInAttempt.Begin(context.Request.Query["next"], http.Value);
        try
        {
            var address = await signIn.AddressAsync(attempt, context.RequestAborted);
            attempt.Keep(context, http.Value);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Redirect(address);
        }
        catch (RequestException exception)
        {
            return SignInForm.For(context, "", attempt.Next, exception.Message, exception.Status);
        }
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, ProviderSignIn signIn, SessionStore sessions, SessionCookie cookie, IOptions<HttpOptions> http)
    {
        var query = context.Request.Query;
        var attempt = SignInAttempt.Find(context, http.Value, query["state"] is [var state] ? state : null);
        if (attempt is null)
            return SignInForm.For(context, "", null, Phrase.Of("This answer of the identity provider belongs to no sign-in that was begun in this browser in the last ten minutes. Sign in again."), StatusCodes.Status400BadRequest);
        SignInAttempt.Forget(context, http.Value);
        try
        {
            var principal = await signIn.CompleteAsync(attempt, query, context.RequestAborted);
            cookie.Set(context, await sessions.BeginAsync(principal.Name, context.RequestAborted), sessions.Lifetime);
            ProviderSession.Mark(context, http.Value, sessions.Lifetime);
            return new MovingOn(Phrase.Of("You are signed in"), ReturnUrl.Of(attempt.Next, http.Value) ?? ConsoleUrl.Documents);
        }
        catch (Exception exception) when (exception is RequestException or DocumentException { Error: DocumentError.Denied })
        {
            var (status, message) = ErrorStatus.Of(exception);
            return SignInForm.For(context, "", attempt.Next, message, status == StatusCodes.Status401Unauthorized ? StatusCodes.Status400BadRequest : status);
        }
    }
}
