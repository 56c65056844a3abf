using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.OpenId;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Sessions;

/// <summary>Signing in and out.</summary>
internal static class SessionEndpoints
{
    private static string Wrong => Phrase.Of("The name or password is wrong.");

    public static void Map(IEndpointRouteBuilder root)
    {
        root.MapPost(ConsoleUrl.SignIn, SignInAsync).AllowAnonymous().AddEndpointFilter(ErrorPages.InvokeAsync);
        root.MapGet(ConsoleUrl.SignIn, () => TypedResults.Redirect(ConsoleUrl.Documents)).WithMetadata(new SignInPage(AskAsync));
        root.MapPost(ConsoleUrl.SignOut, SignOutAsync).WithMetadata(new SignInPage(context => SignInForm.For(context, "", null, null).ExecuteAsync(context)));
    }

    /// <summary>
    /// Answers a request for a page of whoever has not signed in: 401 and the form, which leads back to the page. A browser that another site sent here keeps the cookie back, and is asked once more.
    /// </summary>
    public static Task AskAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) && CrossSite.IsSentFromElsewhere(context.Request))
        {
            var own = ReturnUrl.Of(context.Request.GetEncodedPathAndQuery(), context.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value);
            return new MovingOn(Phrase.Of("One moment"), own ?? ConsoleUrl.Documents).ExecuteAsync(context);
        }
        var asked = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent() : PageOfForm(context.Request);
        return SignInForm.For(context, "", asked, null).ExecuteAsync(context);
    }

    // The browser says which page a form is on. What that page said of the form before is over.
    private static string? PageOfForm(HttpRequest request)
    {
        if (request.GetTypedHeaders().Referer is not { IsAbsoluteUri: true } page)
            return null;
        var query = QueryHelpers.ParseQuery(page.Query);
        return query.Remove("done") ? page.AbsolutePath + QueryString.Create(query) : page.PathAndQuery;
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, IUserStore users, SessionStore sessions, SessionCookie cookie, PasswordCheck passwords, IOptions<HttpOptions> http)
    {
        // Nobody is signed in as somebody else by a foreign page.
        CrossSite.RefuseForeign(context.Request, http.Value);
        var fields = await FormFields.ReadAsync(context);
        var (name, password, next) = (fields["name"].ToString(), fields["password"].ToString(), fields["next"].ToString());
        if (name.Length == 0 || password.Length == 0)
            return SignInForm.For(context, name, next, Phrase.Of("Enter your name and password."));
        Principal? principal;
        try
        {
            principal = await passwords.VerifyAsync(context, name, password);
        }
        catch (RequestException exception) when (exception.Status == StatusCodes.Status429TooManyRequests)
        {
            return SignInForm.For(context, name, next, exception.Message, exception.Status);
        }
        if (principal is null)
            return SignInForm.For(context, name, next, Wrong);
        var secret = await sessions.BeginAsync(principal.Name, context.RequestAborted);
        // The password may have been changed after it was verified, and the sessions of the old one ended.
        if (await users.VerifyPasswordAsync(name, password, CancellationToken.None) is null)
        {
            await sessions.EndAsync(secret, CancellationToken.None);
            return SignInForm.For(context, name, next, Wrong);
        }
        cookie.Set(context, secret, sessions.Lifetime);
        return new SeeOther(ReturnUrl.Of(next, http.Value) ?? ConsoleUrl.Documents);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SessionStore sessions, SessionCookie cookie, IOptions<HttpOptions> http, IOptions<OpenIdConnectOptions> openId)
    {
        if (SessionCookie.SecretOf(context.Request) is { } secret)
            await sessions.EndAsync(secret, context.RequestAborted);
        cookie.Remove(context);
        if (!ProviderSession.IsOf(context.Request))
            return new SeeOther("/");
        ProviderSession.Forget(context, http.Value);
        return openId.Value.HasSignIn && await context.RequestServices.GetRequiredService<ProviderSignIn>().SignOutAddressAsync(context.RequestAborted) is { } provider
            ? new MovingOn(Phrase.Of("You are signed out here"), provider)
            : new SeeOther("/");
    }
}
