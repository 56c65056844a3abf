using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// Finds out who is asking, from Basic credentials or a token, and leaves the <see cref="Principal"/> on the request. Wrong credentials are
/// always 401; none are 401 unless the server lets everybody in (<see cref="HttpOptions.Anonymous"/>) or the endpoint does.
/// </summary>
/// <remarks>
/// A plain middleware: claims and tickets would cost more than a small download. It asks the endpoint that routing chose, never the path: routing takes a path in
/// several spellings. What has no endpoint is refused as well.
/// </remarks>
internal sealed class Authentication(RequestDelegate next, IUserStore users, LoginThrottle throttle, IOptions<HttpOptions> options)
{
    private readonly bool _letsEverybodyIn = options.Value.Anonymous;

    public Task InvokeAsync(HttpContext context)
    {
        if (!Credentials.TryRead(context.Request, out var credentials))
            throw Wrong();
        if (credentials is { } given)
            return SignInAsync(context, given);
        if (NeedsSignIn(context))
            throw RequestException.Unauthorized("Sign in to do this: send a name and password (Basic) or a token (Bearer).");
        context.Features.Set(Principal.Anonymous);
        return next(context);
    }

    private async Task SignInAsync(HttpContext context, Credentials given)
    {
        var (name, address) = (given.Name ?? "", context.Connection.RemoteIpAddress);
        if (throttle.Blocked(name, address) is { } wait)
        {
            throw new RequestException(StatusCodes.Status429TooManyRequests, "Too many wrong passwords; wait before the next attempt.")
            {
                RetryAfter = wait,
            };
        }
        var principal = given.Name is null
            ? await users.VerifyTokenAsync(given.Secret, context.RequestAborted)
            : await users.VerifyPasswordAsync(given.Name, given.Secret, context.RequestAborted);
        if (principal is null)
        {
            throttle.Failed(name, address);
            throw Wrong();
        }
        throttle.Succeeded(name, address);
        context.Features.Set(principal);
        await next(context);
    }

    private bool NeedsSignIn(HttpContext context) => !_letsEverybodyIn && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private static RequestException Wrong() => RequestException.Unauthorized("The name, password or token is wrong.");
}
