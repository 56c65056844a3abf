using Archivolt.AspNetCore;
using Archivolt.WebConsole.Assets;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Viewer;

/// <summary>
/// The pages of a PDF document, for a frame in the document's page or a window of its own. They are drawn by PDF.js: what the file links to, asks for or would run stays unused.
/// </summary>
/// <param name="id">The document's id.</param>
/// <param name="title">The document's title.</param>
internal sealed class PdfPage(string id, string title) : IResult
{
    /// <summary>The address of a document's pages.</summary>
    public static string UrlOf(string id) => $"{ConsoleUrl.Pdf}/{id}";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(ConsoleUrl.Pdf + "/{id}", ShowAsync);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var nonce = PageHead.NewNonce();
        var headers = httpContext.Response.Headers;
        // Fonts of the file are data to the browser, and text is laid over its picture by styles of elements.
        headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'nonce-{nonce}'; font-src 'self' data:; img-src 'self' data: blob:; "
            + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
        headers.XFrameOptions = "SAMEORIGIN";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        var frame = PageFrame.Of(httpContext, httpContext.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value);
        return TypedResults.Content(Whole(frame, nonce).ToString(), "text/html; charset=utf-8").ExecuteAsync(httpContext);
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context)
    {
        var document = (await RequestedDocument.OfAsync(context, id)).Document;
        return new PdfPage(document.Id, document.Title);
    }

    private Html Whole(PageFrame frame, string nonce) => Html.Of(
        $"""
        {PageHead.Of(title, nonce, Html.Of($"""<link rel="stylesheet" href="{Asset.UrlOf("pdf.css")}" nonce="{nonce}"><script type="module" src="{Asset.UrlOf("pdf.js")}" nonce="{nonce}"></script>"""))}
        <body class="pdf" data-file="{frame.Api}/id/{id}/@preview" data-library="{PdfLibrary.Url}">
        <header class="bar" hidden>
        <form><label>Page <input name="page" inputmode="numeric" autocomplete="off" size="4"></label> <span>of <span class="count"></span></span></form>
        <div><button type="button" name="smaller" aria-label="Smaller">−</button><button type="button" name="fit">Fit</button><button type="button" name="larger" aria-label="Larger">+</button></div>
        </header>
        <main tabindex="0" aria-label="Pages"></main>
        <form class="password" hidden><label>The file is protected by a password <input type="password" autocomplete="off"></label> <button type="submit">Open</button></form>
        <p class="said" role="status"></p>
        <noscript><p class="said">Without script, download the file to look at it.</p></noscript>
        </body>
        </html>
        """);
}
