using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// Refuses changes that a page of another origin has a browser send with the name and password that the browser remembers. Tokens are exempt: no
/// browser adds them by itself.
/// </summary>
internal static class CrossSite
{
    /// <summary>Refuses such a request.</summary>
    /// <exception cref="RequestException">403: the request changes something and comes from a foreign page.</exception>
    public static void Refuse(HttpRequest request, HttpOptions options)
    {
        if (IsSafe(request.Method) || !IsForeign(request, options))
            return;
        throw RequestException.Forbidden("A page of another origin may change nothing here with a name and password; sign in with a token instead.");
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    // What is no browser sends neither header.
    private static bool IsForeign(HttpRequest request, HttpOptions options)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsOurs(from.Authority, request, options));
    }

    // The scheme is not compared: a proxy that ends TLS speaks another one.
    private static bool IsOurs(string authority, HttpRequest request, HttpOptions options) =>
        authority.Length > 0 && (authority.Equals(request.Host.ToUriComponent(), StringComparison.OrdinalIgnoreCase)
            || authority.Equals(new Uri(BaseUrl.Of(request, options)).Authority, StringComparison.OrdinalIgnoreCase));
}
