using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// Refuses changes that a page of another origin has a browser send with the name and password that the browser remembers. Tokens are exempt: no
/// browser adds them by itself.
/// </summary>
internal static class CrossSite
{
    private const string SiteHeader = "Sec-Fetch-Site";

    /// <summary>Refuses such a request.</summary>
    /// <exception cref="RequestException">403: the request changes something and comes from a foreign page.</exception>
    public static void Refuse(HttpRequest request, HttpOptions options)
    {
        if (!IsSafe(request.Method) && !options.AllowedOrigins.Contains(request.Headers.Origin.ToString(), StringComparer.Ordinal))
            RefuseForeign(request, options);
    }

    /// <summary>Refuses a request of a foreign page, whatever its method, and also where its origin is allowed.</summary>
    /// <exception cref="RequestException">403: the request comes from a foreign page.</exception>
    public static void RefuseForeign(HttpRequest request, HttpOptions options)
    {
        if (!IsForeign(request, options))
            return;
        throw RequestException.Forbidden("A page of another origin may change nothing here with a name and password; sign in with a token instead.");
    }

    /// <summary>
    /// Refuses a request with the cookie of a session that does not come from a page of this server: a change that does not say where it comes from, and whatever says that it comes from
    /// elsewhere. Origins that are allowed have no part in sessions.
    /// </summary>
    /// <exception cref="RequestException">403: the request comes from a foreign page, or changes something and may come from one.</exception>
    public static void RefuseUnlessOwn(HttpRequest request, HttpOptions options)
    {
        var isOpenAboutIt = request.Headers[SiteHeader].ToString().Length > 0 || request.Headers.Origin.ToString().Length > 0;
        var isRefused = IsSafe(request.Method) ? request.Headers.Origin.Count > 0 && IsForeign(request, options) : !isOpenAboutIt || IsForeign(request, options);
        if (isRefused)
            throw RequestException.Forbidden("With a session only the pages of this server may do this; send a name and password or a token instead.");
    }

    /// <summary>True where a browser says that a page of another site, or of another server of this one's, sent it here.</summary>
    public static bool IsSentFromElsewhere(HttpRequest request) => request.Headers[SiteHeader].ToString() is not ("" or "same-origin" or "none");

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    // What is no browser sends neither header.
    private static bool IsForeign(HttpRequest request, HttpOptions options)
    {
        if (request.Headers[SiteHeader].Count > 0)
            return IsSentFromElsewhere(request);
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsOurs(from.Authority, request, options));
    }

    // The scheme is not compared: a proxy that ends TLS speaks another one.
    private static bool IsOurs(string authority, HttpRequest request, HttpOptions options) =>
        authority.Length > 0 && (authority.Equals(request.Host.ToUriComponent(), StringComparison.OrdinalIgnoreCase)
            || authority.Equals(new Uri(BaseUrl.Of(request, options)).Authority, StringComparison.OrdinalIgnoreCase));
}
