using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>A provider that does what a test says, also what an honest one never would: it is the attacker's, broken, or slow.</summary>
internal sealed class ForgingProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private ForgingProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>The keys that it publishes by their names.</summary>
    public Dictionary<string, RSA> Keys { get; } = new() { ["first"] = RSA.Create(2048) };

    /// <summary>How often it was asked for its keys.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The ID token that it gives for any code; what is null gives none.</summary>
    public Func<IFormCollection, string?> IdToken { get; set; } = _ => null;

    /// <summary>What answers in its place; null for itself.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>The issuer that its description names; null for its own.</summary>
    public string? Named { get; set; }

    /// <summary>What its description says besides.</summary>
    public Dictionary<string, object> Further { get; } = [];

    public static async Task<ForgingProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var provider = new ForgingProvider(app);
        app.Use(next => context => provider.Instead is { } instead ? instead(context) : next(context));
        app.MapGet("/.well-known/openid-configuration", provider.Describe);
        app.MapGet("/jwks", provider.Publish);
        app.MapPost("/token", async (HttpRequest request) => provider.IdToken(await request.ReadFormAsync()) is { } token
            ? Results.Json(new Dictionary<string, string> { ["access_token"] = "opaque", ["token_type"] = "Bearer", ["id_token"] = token })
            : Results.Json(new Dictionary<string, string> { ["error"] = "invalid_grant", ["error_description"] = "<script>alert(1)</script>" }, statusCode: 400));
        await app.StartAsync();
        return provider;
    }

    /// <summary>A token that it signs.</summary>
    /// <param name="claims">Its claims over the usual ones; null leaves one out.</param>
    /// <param name="kid">The name of the key in it; null for none.</param>
    /// <param name="key">What signs; null for the first key.</param>
    /// <param name="alg">What the header says.</param>
    /// <param name="header">Further fields of the header.</param>
    public string Sign(Dictionary<string, object?>? claims = null, string? kid = "first", RSA? key = null, string alg = "RS256", Dictionary<string, object>? header = null)
    {
        var signed = Parts(claims, kid, alg, header);
        var bytes = Encoding.ASCII.GetBytes(signed);
        return $"{signed}.{WebEncoders.Base64UrlEncode((key ?? Keys["first"]).SignData(bytes, HashAlgorithmName.SHA256, alg == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A token with the signature that a function makes of what is signed.</summary>
    public string Forge(string alg, Func<byte[], byte[]> sign) => Parts(null, "first", alg, null) is var signed ? $"{signed}.{WebEncoders.Base64UrlEncode(sign(Encoding.ASCII.GetBytes(signed)))}" : "";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Parts(Dictionary<string, object?>? claims, string? kid, string alg, Dictionary<string, object>? header)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Dictionary<string, object?> all = new() { ["iss"] = Issuer, ["aud"] = "api", ["sub"] = "7", ["iat"] = now, ["exp"] = now + 300, ["preferred_username"] = "mallory" };
        foreach (var (name, value) in claims ?? [])
            all[name] = value;
        Dictionary<string, object> head = new(header ?? []) { ["alg"] = alg };
        if (kid is not null)
            head["kid"] = kid;
        return $"{Encode(head)}.{Encode(all.Where(claim => claim.Value is not null).ToDictionary())}";
    }

    private Dictionary<string, object> Describe() => new(Further)
    {
        ["issuer"] = Named ?? Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/jwks",
        ["end_session_endpoint"] = $"{Issuer}/end",
    };

    private Dictionary<string, object> Publish()
    {
        Interlocked.Increment(ref _asked);
        lock (Keys)
        {
            return new()
            {
                ["keys"] = Keys.Select(key => key.Value.ExportParameters(false) is var parts
                    ? new Dictionary<string, string> { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.Key, ["n"] = WebEncoders.Base64UrlEncode(parts.Modulus!), ["e"] = WebEncoders.Base64UrlEncode(parts.Exponent!) }
                    : []).ToList<object>(),
            };
        }
    }

    private static string Encode(object value) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(value));
}
