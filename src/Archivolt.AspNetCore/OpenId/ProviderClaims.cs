using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>What a validated token says.</summary>
internal sealed class ProviderClaims
{
    private const int MaxTexts = 2000;

    private readonly JsonElement _claims;

    private ProviderClaims(JsonElement claims, string issuer, string subject) => (_claims, Issuer, Subject) = (claims, issuer, subject);

    /// <summary>Who made it.</summary>
    public string Issuer { get; }

    /// <summary>Whom it is about.</summary>
    public string Subject { get; }

    /// <summary>When it was made; the beginning of time where it does not say so.</summary>
    public DateTimeOffset Made => _claims.TryGetProperty("iat", out var made) && made.ValueKind == JsonValueKind.Number && made.TryGetDouble(out var seconds) && seconds is > 0 and < 1e11
        ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
        : DateTimeOffset.UnixEpoch;

    /// <summary>The claims of a token whose signature is right; null where it names nobody.</summary>
    public static ProviderClaims? Of(JsonWebToken token)
    {
        var claims = JsonSerializer.Deserialize<JsonElement>(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return Text(claims, "iss") is { } issuer && Text(claims, "sub") is { } subject ? new ProviderClaims(claims, issuer, subject) : null;
    }

    /// <summary>A text; null without.</summary>
    public string? Text(string name) => Text(_claims, name);

    /// <summary>True for <c>true</c>, which some providers write as text.</summary>
    public bool IsTrue(string name) => _claims.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || Text(name) == "true");

    /// <summary>A list of texts, or one text as a list; null without.</summary>
    public IReadOnlyList<string>? Texts(string name) => !_claims.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => Read(value) is { } text ? [text] : [],
        JsonValueKind.Array => [.. value.EnumerateArray().Take(MaxTexts).Select(Read).OfType<string>()],
        _ => [],
    };

    private static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && Read(value) is { Length: > 0 } text ? text : null;

    private static string? Read(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }
}
