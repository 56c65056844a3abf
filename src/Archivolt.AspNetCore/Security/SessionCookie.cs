using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// The cookie of somebody who signed in on a page. Its secret is that of a token, but the cookie is a credential of its own kind: a browser adds it by itself, so every change that comes with it has to come from
/// a page of this server (<see cref="CrossSite.RefuseUnlessOwn"/>).
/// </summary>
internal sealed class SessionCookie(IOptions<HttpOptions> options)
{
    private const string Name = "archivolt-session";

    /// <summary>The secret of a request's session; null without one.</summary>
    public static string? SecretOf(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } secret ? secret : null;

    /// <summary>Gives the browser a session.</summary>
    public void Set(HttpContext context, string secret, TimeSpan lifetime) => context.Response.Cookies.Append(Name, secret, Terms(context, lifetime));

    /// <summary>Takes the session from the browser.</summary>
    public void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Terms(context, lifetime: null));

    private CookieOptions Terms(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = BaseUrl.IsSecure(context.Request, options.Value),
        Path = "/",
        MaxAge = lifetime,
    };
}
