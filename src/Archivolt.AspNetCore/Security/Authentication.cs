using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.OpenId;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// Finds out who is asking, from Basic credentials, a token or the cookie of a session, and leaves the <see cref="Principal"/> on the request. Wrong credentials are
/// always 401; none are 401 unless the server lets everybody in (<see cref="HttpOptions.Anonymous"/>) or the endpoint does.
/// </summary>
/// <remarks>
/// A plain middleware: claims and tickets would cost more than a small download. It asks the endpoint that routing chose, never the path: routing takes a path in
/// several spellings. What has no endpoint is refused as well.
/// </remarks>
internal sealed class Authentication(RequestDelegate next, IUserStore users, BearerTokens bearers, PasswordCheck passwords, IOptions<HttpOptions> options, BrowserSignIn? browsers = null)
{
    private readonly HttpOptions _options = options.Value;

    public Task InvokeAsync(HttpContext context)
    {
        if (!Credentials.TryRead(context.Request, out var credentials))
            throw Wrong();
        if (credentials is { } given)
            return SignInAsync(context, given);
        return SessionCookie.SecretOf(context.Request) is { } session ? ResumeAsync(context, session) : EnterAsync(context);
    }

    // A session that ended is as good as none.
    private async Task ResumeAsync(HttpContext context, string session)
    {
        if (await users.VerifyTokenAsync(session, context.RequestAborted) is not { } principal)
        {
            await EnterAsync(context);
            return;
        }
        CrossSite.RefuseUnlessOwn(context.Request, _options);
        context.Features.Set(principal);
        await next(context);
    }

    private Task EnterAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<SignInPage>() is { } page)
            return page.ShowAsync(context);
        var askAsync = browsers?.For(context.Request, _options);
        if (!IsOpen(context))
        {
            if (!_options.Anonymous)
                return askAsync?.Invoke(context) ?? throw RequestException.Unauthorized("Sign in to do this: send a name and password (Basic) or a token (Bearer).");
            CrossSite.Refuse(context.Request, _options);
        }
        context.Features.Set(Principal.Anonymous);
        return askAsync is null ? next(context) : TryAsync(context, askAsync);
    }

    // What is not for everybody may be for whoever this is.
    private async Task TryAsync(HttpContext context, Func<HttpContext, Task> askAsync)
    {
        try
        {
            await next(context);
        }
        catch (DownloadException exception) when (exception.Error == DownloadError.AuthenticationNeeded && !context.Response.HasStarted)
        {
            await askAsync(context);
        }
    }

    private async Task SignInAsync(HttpContext context, Credentials given)
    {
        context.Features.Set(await VerifyAsync(context, given) ?? throw Wrong());
        await next(context);
    }

    // Nobody guesses a token, so a wrong one says nothing about the next.
    private Task<Principal?> VerifyAsync(HttpContext context, Credentials given)
    {
        if (given.Name is not { } name)
            return bearers.VerifyAsync(given.Secret, context.RequestAborted);
        CrossSite.Refuse(context.Request, _options);
        return passwords.VerifyAsync(context, name, given.Secret);
    }

    private static bool IsOpen(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static RequestException Wrong() => RequestException.Unauthorized("The name, password or token is wrong.");
}
