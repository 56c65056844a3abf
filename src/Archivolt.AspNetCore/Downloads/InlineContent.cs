using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>
/// Which content a browser may show as it is. Everything else is shown in a sandbox, without scripts, without this server's origin and
/// without fetching anything: a stored page or drawing must not act as the user who looks at it.
/// </summary>
internal static class InlineContent
{
    /// <summary>The <c>Content-Security-Policy</c> of content that might be active.</summary>
    public const string Sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:";

    /// <summary>True for types that cannot carry script: pictures except SVG, sound, moving pictures, plain text, PDF, JSON.</summary>
    public static bool IsPassive(MediaTypeHeaderValue type)
    {
        var name = type.MediaType;
        if (name.EndsWith("xml", StringComparison.OrdinalIgnoreCase))
            return false;
        return name.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
            || name.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            || name.Equals("application/pdf", StringComparison.OrdinalIgnoreCase)
            || name.Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }
}
