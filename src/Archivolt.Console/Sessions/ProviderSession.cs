using Archivolt.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Sessions;

/// <summary>A mark in a browser whose session began at the identity provider: signing out leads there as well. It is nobody's right to anything.</summary>
internal static class ProviderSession
{
    private const string Name = "archivolt-by-provider";

    public static bool IsOf(HttpRequest request) => request.Cookies.ContainsKey(Name);

    public static void Mark(HttpContext context, HttpOptions options, TimeSpan lifetime) => context.Response.Cookies.Append(Name, "1", Terms(context, options, lifetime));

    public static void Forget(HttpContext context, HttpOptions options) => context.Response.Cookies.Delete(Name, Terms(context, options, lifetime: null));

    private static CookieOptions Terms(HttpContext context, HttpOptions options, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = BaseUrl.IsSecure(context.Request, options),
        Path = "/",
        MaxAge = lifetime,
    };
}
