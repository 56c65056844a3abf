using Archivolt.AspNetCore;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.WebConsole.Assets;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Viewer;

/// <summary>
/// The pages of a PDF document, for a frame in the document's page or a window of its own. They are drawn by PDF.js: what the file links to, asks for or would run stays unused.
/// </summary>
/// <param name="document">The document.</param>
internal sealed class PdfPage(Document document) : IResult
{
    // The script writes the number of the last page there.
    private static readonly Html Last = Html.Of($"""<span class="last"></span>""");

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

    private static async Task<IResult> ShowAsync(string id, HttpContext context) => new PdfPage((await RequestedDocument.OfAsync(context, id)).Document);

    private Html Whole(PageFrame frame, string nonce) => Html.Of(
        $"""
        {PageHead.Of(document.Title, nonce, Html.Of($"""<link rel="stylesheet" href="{Asset.UrlOf("pdf.css")}" nonce="{nonce}"><script type="module" src="{Asset.UrlOf("pdf.js")}" nonce="{nonce}"></script>"""))}
        <body class="pdf" data-file="{frame.Api}/id/{document.Id}/@preview" data-library="{PdfLibrary.Url}" data-finder="{Asset.UrlOf("pdf-find.js")}">
        <header class="bar">
        <h1 class="announce">{Shown.Name(document.Title)}</h1>
        <form class="place" hidden><label for="page">{Phrase.Of("Page")}</label><input id="page" name="page" inputmode="numeric" autocomplete="off" size="4"><span>{Phrase.Markup($"of {Last}")}</span></form>
        <div class="zoom" hidden><button type="button" name="smaller" aria-label="{Phrase.Of("Smaller")}">−</button><output></output><button type="button" name="larger" aria-label="{Phrase.Of("Larger")}">+</button><button type="button" name="fit">{Phrase.Of("Fit")}</button></div>
        <form class="seek" role="search" hidden><input type="search" name="text" aria-label="{Phrase.Of("Text to find")}" autocomplete="off"><button>{Phrase.Of("Find")}</button><output></output></form>
        <a class="button" href="{frame.BasePath}/{DownloadUrl.Build(document.Repository, document.Id)}" download>{Icon.Download}{Phrase.Of("Download")}</a>
        </header>
        <section class="talk" aria-label="{Phrase.Of("Messages")}">
        <form class="password" hidden><label for="password">{Phrase.Of("The file is protected by a password")}</label><input id="password" type="password" autocomplete="off"><button type="submit">{Phrase.Of("Open")}</button></form>
        <p class="said" role="status"></p>
        <noscript><p class="said">{Phrase.Of("Without script, download the file to look at it.")}</p></noscript>
        </section>
        <main tabindex="0" aria-label="{Phrase.Of("Pages")}"></main>
        </body>
        </html>
        """);
}
