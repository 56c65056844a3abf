using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>Validates what the identity provider signed (RFC 7519, RFC 9068, OpenID Connect Core 1.0): who made it, for whom, when, and by which key. Only signatures by public keys count.</summary>
internal sealed class ProviderTokens(ProviderMetadata provider, TimeProvider clock)
{
    /// <summary>Longest token, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // Others, such as notices of a sign-out, are signed by the same keys and say nothing of who asks.
    private static readonly string?[] Types = [null, "", "JWT", "at+jwt", "application/at+jwt"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>True for a text of the shape of a signed token: three parts, the first of which is JSON in Base64url.</summary>
    public static bool IsShapedLike(string text) => text.StartsWith("eyJ", StringComparison.Ordinal) && text.AsSpan().Count('.') == 2;

    /// <summary>Validates a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">For whom it has to be made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RequestException">401: it proves nothing here. 503: the provider's keys are not known.</exception>
    public async Task<ProviderClaims> ValidateAsync(string token, string audience, CancellationToken cancellationToken)
    {
        // What can be seen without the provider is looked at first: nobody sends this server to it with a text of their own making.
        if (Read(token) is not { } read || !provider.IsIssuer(read.Issuer) || !Algorithms.Contains(read.Alg, StringComparer.Ordinal) || !read.Audiences.Contains(audience, StringComparer.Ordinal))
            throw Refused("it is not one of the identity provider's for this server");
        if (!IsNow(read))
            throw Refused("its time is over, or has not come");
        var description = await provider.GetAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(read, Terms(description, audience));
        // The provider may have changed its keys.
        if (result.Exception is SecurityTokenInvalidSignatureException && await provider.RenewAsync(cancellationToken) is var renewed && renewed != description)
            result = await _handler.ValidateTokenAsync(read, Terms(renewed, audience));
        return result.IsValid && ProviderClaims.Of(read) is { } claims ? claims : throw Refused("its signature is not the identity provider's, or it says too little");
    }

    private TokenValidationParameters Terms(OpenIdConnectConfiguration description, string audience) => new()
    {
        ValidIssuer = description.Issuer,
        ValidAudience = audience,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        LogValidationExceptions = false,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, kid, _) => KeysOf(description, kid),
        LifetimeValidator = (_, _, token, _) => token is JsonWebToken read && IsNow(read),
        TypeValidator = (type, _, _) => Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? type : throw new SecurityTokenInvalidTypeException(),
    };

    private bool IsNow(JsonWebToken token)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return token.ValidTo > DateTime.MinValue && now - ClockSkew < token.ValidTo && now + ClockSkew >= token.ValidFrom;
    }

    // A provider with one key may leave its name out.
    private static IEnumerable<SecurityKey> KeysOf(OpenIdConnectConfiguration description, string? kid) => description.SigningKeys
        .Where(key => key is not SymmetricSecurityKey and not JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.Octet } && (string.IsNullOrEmpty(kid) || key.KeyId == kid));

    private static JsonWebToken? Read(string token)
    {
        if (token.Length > MaxLength || !IsShapedLike(token))
            return null;
        try
        {
            var read = new JsonWebToken(token);
            // Some of it is read late, and is of another kind than it should be only then.
            _ = (read.Issuer, read.Audiences.Count(), read.Alg, read.Kid, read.Typ, read.ValidFrom, read.ValidTo);
            // An extension that changes what the token means, and that nobody here knows (RFC 7515, 4.1.11).
            return read.TryGetHeaderValue<object>("crit", out _) ? null : read;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static RequestException Refused(string why) => RequestException.Unauthorized($"The token is not accepted: {why}.");
}
