using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Linked;

/// <summary>
/// Where vendors send people back to: <c>site/oauth2/{provider}/callback</c>. The page tells the one that opened it, of this server only, the access token for the
/// vendor's file picker, as the platform's does.
/// </summary>
internal static class LinkedCallback
{
    private const string Again = "again";

    public static void Map(IEndpointRouteBuilder root) =>
        root.MapGet("site/oauth2/{provider}/callback", AnswerAsync).AllowAnonymous().WithTags("Linked files").WithName("CompleteLinkedAccount")
            .WithSummary("Connects the account that the person comes back from the vendor with.").ProducesContent("text/html");

    private static async Task<IResult> AnswerAsync(string provider, HttpContext context, LinkedSignIn signIn, LinkedTokens tokens)
    {
        context.Response.Headers.CacheControl = "no-store";
        // The code is in the address.
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var (query, principal) = (context.Request.Query, context.ActingPrincipal());
        if (principal.IsAnonymous)
            return SignInFirst(context);
        if (query["error"].ToString() is { Length: > 0 } error)
            return Page(context, StatusCodes.Status400BadRequest, "Not connected", error == "access_denied" ? "You did not agree, so nothing was connected." : "The vendor reports a problem. Try again later.");
        if (query["state"].ToString() is not { Length: > 0 } state || query["code"].ToString() is not { Length: > 0 } code)
            return Page(context, StatusCodes.Status400BadRequest, "Not connected", "The vendor's answer lacks the code or the state. Begin again.");
        try
        {
            var account = await signIn.CompleteAsync(principal, provider, state, code, context.RequestAborted);
            var token = await tokens.Of(account).GetTokenAsync(cancellationToken: context.RequestAborted);
            return Page(context, StatusCodes.Status200OK, "Connected", $"{account.Account} is connected. You can close this page.", ScriptWith(token));
        }
        catch (BlobException exception) when (exception.Error is BlobError.PermissionDenied or BlobError.Configuration || exception.IsTransient)
        {
            return Page(context, exception.IsTransient ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden, "Not connected", exception.Message);
        }
    }

    private static string ScriptWith(string token) =>
        $"if(window.opener){{window.opener.postMessage(JSON.stringify({{token:\"{JsonEncodedText.Encode(token)}\"}}),window.location.origin);window.close()}}";

    // A session's cookie is not sent with an address that another site opens; this page opens the same one again, before the browser is told to ask for a password.
    private static ContentHttpResult SignInFirst(HttpContext context)
    {
        if (context.Request.Query.ContainsKey(Again))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Archivolt\", charset=\"UTF-8\"";
            return Page(context, StatusCodes.Status401Unauthorized, "Not connected", "Sign in to this server and begin again.");
        }
        var same = $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}{(context.Request.QueryString.HasValue ? "&" : "?")}{Again}=1";
        return Page(context, StatusCodes.Status401Unauthorized, "Connecting", "One moment.", head: $"""<meta http-equiv="refresh" content="0; url={HtmlEncoder.Default.Encode(same)}">""");
    }

    private static ContentHttpResult Page(HttpContext context, int status, string title, string text, string? script = null, string head = "")
    {
        var nonce = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; frame-ancestors 'none'; base-uri 'none'";
        var html =
            $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>{{head}}
            <style nonce="{{nonce}}">body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style></head>
            <body><h1>{{title}}</h1><p>{{HtmlEncoder.Default.Encode(text)}}</p>{{(script is null ? "" : $"<script nonce=\"{nonce}\">{script}</script>")}}</body></html>
            """;
        return TypedResults.Content(html, MediaTypeNames.Text.Html, Encoding.UTF8, status);
    }
}
