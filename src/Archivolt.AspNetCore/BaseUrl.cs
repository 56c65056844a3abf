using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore;

/// <summary>The absolute URL that the server's own links start with, with a trailing slash: configured, told by a trusted proxy, or as asked.</summary>
internal static class BaseUrl
{
    public static string Of(HttpRequest request, HttpOptions options)
    {
        if (options.PublicUrl is { } configured)
            return WithSlash(configured.AbsoluteUri);
        if (!options.TrustForwardedHeaders)
            return $"{request.Scheme}://{request.Host.ToUriComponent()}{options.Base}/";
        // The platform's header holds the whole base URL and wins over the usual ones.
        if (Uri.TryCreate(request.Headers["nuxeo-virtual-host"].ToString(), UriKind.Absolute, out var virtualHost)
            && (virtualHost.Scheme == Uri.UriSchemeHttp || virtualHost.Scheme == Uri.UriSchemeHttps))
        {
            return WithSlash(virtualHost.GetLeftPart(UriPartial.Path));
        }
        var scheme = First(request.Headers["X-Forwarded-Proto"]) is "https" ? "https" : request.Scheme;
        var host = First(request.Headers["X-Forwarded-Host"]) is { Length: > 0 } forwarded ? new HostString(forwarded) : request.Host;
        return $"{scheme}://{host.ToUriComponent()}{options.Base}/";
    }

    /// <summary>True where people reach the server by TLS, which a proxy may end.</summary>
    public static bool IsSecure(HttpRequest request, HttpOptions options) => request.IsHttps || Of(request, options).StartsWith("https:", StringComparison.Ordinal);

    private static string WithSlash(string url) => url.EndsWith('/') ? url : url + "/";

    private static string First(string? values) => values?.Split(',')[0].Trim() ?? "";
}
