using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Security;

namespace Archivolt.WebConsole.Sessions;

/// <summary>Where somebody goes on to who has signed in: a page, or a file that was asked for. No other server is ever led to.</summary>
internal static class ReturnUrl
{
    /// <summary>The address, or null where it is none of this server's.</summary>
    public static string? Of(string? url, HttpOptions options) =>
        ConsoleUrl.IsOwn(url) || (ConsoleUrl.IsPlain(url) && BrowserSignIn.LeadsToContent(url, options)) ? url : null;
}
