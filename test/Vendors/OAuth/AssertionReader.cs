using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.Vendors.OAuth;

/// <summary>Checks what a service account asserts (RFC 7523; https://developers.google.com/identity/protocols/oauth2/service-account).</summary>
internal static class AssertionReader
{
    private const string GooglesTokenEndpoint = "https://oauth2.googleapis.com/token";

    public static (string Account, string[] Scopes) Read(string assertion, OAuthServer server, Uri tokenEndpoint)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || (string?)header["alg"] != "RS256")
            throw Refused("invalid_grant", "Invalid JWT: it must be three parts, signed with RS256.");
        var issuer = server.FindServiceAccount((string?)claims["iss"] ?? "") ?? throw Refused("invalid_grant", "Invalid grant: account not found");
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!issuer.Key.VerifyData(signed, WebEncoders.Base64UrlDecode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            throw Refused("invalid_grant", "Invalid JWT Signature.");
        CheckTime((long?)claims["iat"] ?? 0, (long?)claims["exp"] ?? 0, server.Now.ToUnixTimeSeconds());
        if ((string?)claims["aud"] is var audience && audience != GooglesTokenEndpoint && audience != tokenEndpoint.AbsoluteUri)
            throw Refused("invalid_grant", $"Invalid JWT: Failed audience check. Got {audience}.");
        var scopes = ((string?)claims["scope"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0)
            throw Refused("invalid_scope", "Empty or missing scope not allowed.");

        var subject = (string?)claims["sub"] ?? issuer.Email;
        if (subject == issuer.Email)
            return (subject, scopes);
        if (!server.HasAccount(subject))
            throw Refused("invalid_grant", "Invalid email or User ID");
        if (!issuer.ActsFor(subject))
            throw TokenEndpoint.Refused("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method, " +
                "or client not authorized for any of the scopes requested.", 401);
        return (subject, scopes);
    }

    private static void CheckTime(long issued, long expires, long now)
    {
        const int Skew = 300;
        if (issued > now + Skew || expires <= now || expires - issued > 3600)
            throw Refused("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. " +
                "Check your iat and exp values in the JWT claim.");
    }

    private static JsonNode? Decode(string part)
    {
        try
        {
            return JsonNode.Parse(WebEncoders.Base64UrlDecode(part));
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    private static Refusal Refused(string error, string description) => TokenEndpoint.Refused(error, description);
}
