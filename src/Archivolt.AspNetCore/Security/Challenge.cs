using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// The <c>WWW-Authenticate</c> header of a 401. It is left out for clients that sign in by other means, whose browser would otherwise pop up
/// a dialog: those with a token header, <c>X-No-Basic-Header</c> or a cookie. (As the platform does.) Whoever came with a bearer token is told
/// that it is good for nothing (RFC 6750, 3.1).
/// </summary>
internal static class Challenge
{
    public const string NoBasicHeader = "X-No-Basic-Header";

    public static void Add(HttpContext context)
    {
        var request = context.Request.Headers;
        if (request.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Archivolt\", error=\"invalid_token\"";
        else if (!request.ContainsKey(Credentials.TokenHeader) && !request.ContainsKey(NoBasicHeader) && request.Cookie.Count == 0)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Archivolt\", charset=\"UTF-8\"";
    }
}
