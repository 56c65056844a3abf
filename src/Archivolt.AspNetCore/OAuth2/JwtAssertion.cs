using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>A signed assertion that its bearer acts for a user (RFC 7523): a JWT by HS512, and no other algorithm.</summary>
internal static class JwtAssertion
{
    private const int MaxLength = 4096;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // One that does not say when it ends is good for so long after it was made.
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The user that an assertion names, or null when it proves nothing.</summary>
    public static string? UserOf(string assertion, OAuth2Options options, DateTimeOffset now)
    {
        if (options.JwtSecret is not { } secret || assertion.Length > MaxLength || assertion.Split('.') is not [var header, var payload, var signature])
            return null;
        var expected = HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{header}.{payload}"));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(expected))))
            return null;
        return Read(header) is { } head && Read(payload) is { } claims && Text(head, "alg") == "HS512" && Text(claims, "iss") == options.JwtIssuer && HoldsAt(claims, now)
            ? Text(claims, "sub")
            : null;
    }

    private static bool HoldsAt(JsonElement claims, DateTimeOffset now)
    {
        if (!TryTime(claims, "exp", out var end) || !TryTime(claims, "iat", out var made) || !TryTime(claims, "nbf", out var begin))
            return false;
        return (end ?? made + UsualLifetime) is { } over && now < over + ClockSkew && (made ?? now) <= now + ClockSkew && (begin ?? now) <= now + ClockSkew;
    }

    // Seconds since 1970; true with null where the claim is not there.
    private static bool TryTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is < 0 or > 1e11)
            return false;
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    private static string? Text(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }

    // Read only after the signature was found right.
    private static JsonElement? Read(string part)
    {
        try
        {
            return Base64Url.IsValid(part) && JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part)) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
