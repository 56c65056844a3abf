using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>The page that asks a person whether an application may act for them.</summary>
internal sealed class ConsentPage(AuthorizationRequest request, string userName) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        // No other page shows it in a frame and borrows the person's click.
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
        headers.CacheControl = "no-store";
        return TypedResults.Content(Html(), MediaTypeNames.Text.Html, Encoding.UTF8).ExecuteAsync(httpContext);
    }

    private string Html()
    {
        var html = HtmlEncoder.Default;
        var (application, target) = (html.Encode(request.Client.Name), html.Encode(new Uri(request.Target).GetLeftPart(UriPartial.Authority)));
        var fields = new StringBuilder();
        foreach (var (name, value) in Fields())
            fields.Append(System.Globalization.CultureInfo.InvariantCulture, $"""<input type="hidden" name="{name}" value="{html.Encode(value)}">""");
        return
            $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Allow {application}?</title></head>
            <body><h1>Allow {application}?</h1>
            <p>{application} ({target}) asks to act for you, {html.Encode(userName)}: to read and change what you may read and change.</p>
            <form method="post" action="authorize_submit">{fields}<button name="grant_access" value="1">Allow</button> <button>Deny</button></form>
            </body></html>
            """;
    }

    private IEnumerable<(string Name, string Value)> Fields()
    {
        yield return ("client_id", request.Client.Id);
        yield return ("response_type", "code");
        if (request.Asked is { } asked)
            yield return ("redirect_uri", asked);
        if (request.State is { } state)
            yield return ("state", state);
        if (request.Challenge is { } challenge)
        {
            yield return ("code_challenge", challenge);
            yield return ("code_challenge_method", "S256");
        }
    }
}
