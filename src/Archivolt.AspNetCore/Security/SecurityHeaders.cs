using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>The headers every answer carries unless its endpoint says otherwise. (The platform's defaults, without those for old browsers.)</summary>
internal static class SecurityHeaders
{
    public static void Set(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'self'";
        headers.CacheControl = "no-cache";
    }
}
