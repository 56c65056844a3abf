using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.Vendors.OAuth;

/// <summary>Where a browser is sent to ask its user for consent (RFC 6749, section 4.1.1). The user's answer is <see cref="OAuthServer.Consenting"/>.</summary>
internal sealed class AuthorizationEndpoint(OAuthServer server)
{
    public void Map(WebApplication application) => application.MapGet("/" + server.Rules.AuthorizationPath, Answer);

    private IResult Answer(HttpRequest request)
    {
        var query = request.Query;
        string redirectUri = query["redirect_uri"].ToString(), challenge = query["code_challenge"].ToString();
        // An unknown client or address is told to the user, not to the address (RFC 6749, section 4.1.2.1).
        if (query["client_id"] != server.ClientId)
            return Results.Text("Error 401: invalid_client", statusCode: 401);
        if (!Uri.IsWellFormedUriString(redirectUri, UriKind.Absolute) || (server.RedirectUris.Count > 0 && !server.RedirectUris.Contains(redirectUri)))
            return Results.Text("Error 400: redirect_uri_mismatch", statusCode: 400);
        if (query["response_type"] != "code")
            return Results.Text("Error 400: unsupported_response_type", statusCode: 400);

        var scopes = query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 && server.Rules.DefaultScopes.Count == 0)
            return Results.Text("Error 400: invalid_request. Missing required parameter: scope", statusCode: 400);
        if (challenge.Length > 0 && query["code_challenge_method"] != "S256")
            return Results.Text("Error 400: invalid_request. This server's clients use code_challenge_method=S256", statusCode: 400);

        var answer = server.Consenting is { } account
            ? ("code", CodeFor(account, scopes, query, redirectUri, challenge))
            : ("error", "access_denied");
        var location = QueryHelpers.AddQueryString(redirectUri, answer.Item1, answer.Item2);
        return Results.Redirect(query.TryGetValue("state", out var state) ? QueryHelpers.AddQueryString(location, "state", state.ToString()) : location);
    }

    private string CodeFor(string account, string[] scopes, IQueryCollection query, string redirectUri, string challenge)
    {
        var rules = server.Rules;
        var isOffline = query[rules.OfflineParameter] == "offline" &&
            (!rules.RefreshesFirstConsentOnly || query["prompt"].ToString().Contains("consent", StringComparison.Ordinal) || !server.HasConsented(account));
        var grant = new Grant(account, new HashSet<string>(scopes.Length > 0 ? scopes : rules.DefaultScopes, StringComparer.Ordinal));
        return server.NewCode(grant, redirectUri, challenge.Length > 0 ? challenge : null, isOffline);
    }
}
