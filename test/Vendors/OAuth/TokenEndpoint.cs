using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.Vendors.OAuth;

/// <summary>Where codes, refresh tokens and assertions become access tokens (RFC 6749, section 3.2; RFC 7523).</summary>
internal sealed class TokenEndpoint(OAuthServer server, Func<Uri> address)
{
    private const string Assertion = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public void Map(WebApplication application) => application.MapPost("/" + server.Rules.TokenPath, AnswerAsync);

    private async Task<JsonObject> AnswerAsync(HttpRequest request)
    {
        var parameters = await ParametersOf(request);
        string Parameter(string name) => parameters.GetValueOrDefault(name) ?? throw Refused("invalid_request", $"Missing required parameter: {name}");
        return Parameter("grant_type") switch
        {
            "authorization_code" => Exchange(Parameter("code"), Parameter("redirect_uri"), parameters, request),
            "refresh_token" => Refresh(Parameter("refresh_token"), parameters, request),
            Assertion when !server.Rules.HasPublicClients => Assert(Parameter("assertion")),
            var other => throw Refused("unsupported_grant_type", $"Invalid grant_type: {other}"),
        };
    }

    private JsonObject Exchange(string code, string redirectUri, Dictionary<string, string> parameters, HttpRequest request)
    {
        var verifier = parameters.GetValueOrDefault("code_verifier");
        CheckClient(parameters, request, isPublic: verifier is not null);
        // A code is used up by a wrong attempt as well.
        var found = server.TakeCode(code) ?? throw Refused("invalid_grant", "Malformed auth code.");
        if (found.RedirectUri != redirectUri)
            throw Refused("redirect_uri_mismatch", "Bad Request");
        if (found.Challenge is not null && found.Challenge != ChallengeOf(verifier))
            throw Refused("invalid_grant", verifier is null ? "Missing code verifier." : "Invalid code verifier.");
        if (found.Challenge is null && verifier is not null)
            throw Refused("invalid_grant", "code_verifier was given without a code_challenge.");
        found.Grant.IsPublic = !HasSecret(parameters, request);
        return Answer(found.Grant, found.IsOffline ? server.NewRefresh(found.Grant) : null);
    }

    private JsonObject Refresh(string token, Dictionary<string, string> parameters, HttpRequest request)
    {
        var grant = server.FindRefresh(token);
        CheckClient(parameters, request, isPublic: grant?.IsPublic == true);
        if (grant is null)
            throw Refused("invalid_grant", "Token has been expired or revoked.");
        return Answer(grant, server.Refreshed(token, grant));
    }

    private JsonObject Assert(string assertion)
    {
        var (account, scopes) = AssertionReader.Read(assertion, server, address());
        return Answer(new Grant(account, new HashSet<string>(scopes, StringComparer.Ordinal)), refreshToken: null);
    }

    private JsonObject Answer(Grant grant, string? refreshToken)
    {
        var answer = new JsonObject
        {
            ["access_token"] = server.NewAccess(grant),
            ["expires_in"] = (long)server.AccessTokenLifetime.TotalSeconds,
            ["token_type"] = server.Rules.HasPublicClients ? "bearer" : "Bearer",
            ["scope"] = string.Join(' ', grant.Scopes),
        };
        if (refreshToken is not null)
            answer["refresh_token"] = refreshToken;
        return answer;
    }

    private void CheckClient(Dictionary<string, string> parameters, HttpRequest request, bool isPublic)
    {
        var (id, secret) = Credentials(parameters, request);
        if (id != server.ClientId)
            throw Refused("invalid_client", "The OAuth client was not found.", 401);
        if (secret is null ? !(isPublic && server.Rules.HasPublicClients) : secret != server.ClientSecret)
            throw Refused("invalid_client", "Unauthorized", 401);
    }

    private static bool HasSecret(Dictionary<string, string> parameters, HttpRequest request) => Credentials(parameters, request).Secret is not null;

    // In the header (RFC 6749, section 2.3.1) or among the parameters.
    private static (string? Id, string? Secret) Credentials(Dictionary<string, string> parameters, HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.Ordinal))
            return (parameters.GetValueOrDefault("client_id"), parameters.GetValueOrDefault("client_secret"));
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[^1]));
    }

    // Dropbox's own client sends them in the query.
    private static async Task<Dictionary<string, string>> ParametersOf(HttpRequest request)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty;
        return form.Concat(request.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }

    private static string? ChallengeOf(string? verifier) =>
        verifier is null ? null : WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    internal static Refusal Refused(string error, string description, int status = 400) =>
        new(status, new JsonObject { ["error"] = error, ["error_description"] = description });
}
