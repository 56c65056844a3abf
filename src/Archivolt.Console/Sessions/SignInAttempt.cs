using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Archivolt.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Sessions;

/// <summary>
/// A sign-in that somebody went to the identity provider for, kept in a cookie of their browser alone: an answer with this state is taken from no other browser (RFC 6749, 10.12), and its code and ID token
/// are bound to the verifier (RFC 7636) and the nonce. The latest one of a browser counts.
/// </summary>
/// <param name="State">What the provider sends back with the code.</param>
/// <param name="Nonce">What the ID token repeats.</param>
/// <param name="Verifier">What only whoever began can show with the code.</param>
/// <param name="Next">The page to go to; empty for the documents.</param>
internal sealed record SignInAttempt(string State, string Nonce, string Verifier, string Next)
{
    /// <summary>For so long the provider may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(10);

    private const string CookieName = "archivolt-sign-in";
    private const int RandomLength = 32;
    private const int EncodedLength = 43;
    private const int MaxNextLength = 1000;

    /// <summary>What the provider makes the verifier's challenge of.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>Begins one.</summary>
    public static SignInAttempt Begin(string? next, HttpOptions options) =>
        new(Random(), Random(), Random(), ReturnUrl.Of(next, options) is { Length: <= MaxNextLength } url ? url : "");

    /// <summary>The one of a browser whose state came back; null for another or none.</summary>
    public static SignInAttempt? Find(HttpContext context, HttpOptions options, string? state)
    {
        if (context.Request.Cookies[NameFor(context, options)]?.Split('.', 4) is not [{ Length: EncodedLength } own, { Length: EncodedLength } nonce, { Length: EncodedLength } verifier, var next])
            return null;
        return state is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(state)) ? new SignInAttempt(own, nonce, verifier, next) : null;
    }

    /// <summary>Gives it to the browser.</summary>
    public void Keep(HttpContext context, HttpOptions options) =>
        context.Response.Cookies.Append(NameFor(context, options), $"{State}.{Nonce}.{Verifier}.{Next}", Terms(context, options, Time));

    /// <summary>Takes it from the browser, whatever came of it.</summary>
    public static void Forget(HttpContext context, HttpOptions options) => context.Response.Cookies.Delete(NameFor(context, options), Terms(context, options, lifetime: null));

    // Behind TLS no neighbour's domain can set a cookie of this name.
    private static string NameFor(HttpContext context, HttpOptions options) => BaseUrl.IsSecure(context.Request, options) ? $"__Host-{CookieName}" : CookieName;

    private static CookieOptions Terms(HttpContext context, HttpOptions options, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        // The provider's page leads back here.
        SameSite = SameSiteMode.Lax,
        Secure = BaseUrl.IsSecure(context.Request, options),
        Path = "/",
        MaxAge = lifetime,
    };

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomLength));
}
