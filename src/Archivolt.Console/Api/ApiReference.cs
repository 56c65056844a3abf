using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Archivolt.WebConsole.Api;

/// <summary>The REST API to read and to try, drawn by Scalar from <c>/openapi/v1.json</c>. Nothing is loaded from another host.</summary>
internal static class ApiReference
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapScalarApiReference(ConsoleUrl.Api, Configure);

    private static void Configure(ScalarOptions options, HttpContext context)
    {
        var nonce = PageHead.NewNonce();
        options.WithTitle("API · Archivolt").WithOpenApiRoutePattern("/openapi/v1.json").WithNonce(nonce)
            .WithDefaultHttpClient(ScalarTarget.Shell, ScalarClient.Curl)
            .AddHeaderContent($"<a href=\"{ConsoleUrl.Documents}\">{Phrase.Of("Back to the documents")}</a>").WithCustomCss("body > a { display: block; padding: .75rem 1rem; font: 14px system-ui; color: var(--scalar-color-accent) }")
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton();
        // Scalar writes style elements while it runs, which no nonce reaches.
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        context.Response.Headers.XFrameOptions = "DENY";
    }
}
