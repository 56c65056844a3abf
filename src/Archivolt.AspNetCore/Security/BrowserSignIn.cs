using Archivolt.AspNetCore.Downloads;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// What whoever opens the address of a file in a browser is shown, with 401, to sign in and go on to the file. (The platform leads to its sign-in page.)
/// </summary>
/// <param name="ShowAsync">Writes the answer; null where the application has no such page.</param>
internal sealed record BrowserSignIn(Func<HttpContext, Task>? ShowAsync)
{
    // As far as they lead to content.
    private static readonly string[] Families = [.. DownloadUrl.Families, OtherDownloads.Picture, TemporaryDownloads.Family];

    /// <summary>True for an address of content that somebody goes on to.</summary>
    public static bool LeadsToContent(string path, HttpOptions options) =>
        Array.Exists(Families, family => path.StartsWith($"{options.Base}/{family}/", StringComparison.Ordinal));

    /// <summary>What writes the answer to a browser that opens such an address in a window, without credentials of any kind; null for every other request.</summary>
    public Func<HttpContext, Task>? For(HttpRequest request, HttpOptions options) =>
        HttpMethods.IsGet(request.Method) && LeadsToContent(request.Path.ToUriComponent(), options)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && request.Headers["Sec-Fetch-Dest"].ToString() is "" or "document"
        && !request.Headers.ContainsKey(Credentials.TokenHeader) && !request.Headers.ContainsKey(Challenge.NoBasicHeader)
            ? ShowAsync
            : null;
}
