using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>What an application asks a person for. It exists only where the person may safely be sent back to the application.</summary>
internal sealed class AuthorizationRequest
{
    private const int ChallengeLength = 43;

    private AuthorizationRequest(OAuth2Client client, string target, string? asked, string? state, string? challenge, string? error)
    {
        (Client, Target, Asked, State, Challenge, Error) = (client, target, asked, state, challenge, error);
    }

    public OAuth2Client Client { get; }

    /// <summary>Where the person is sent back to.</summary>
    public string Target { get; }

    /// <summary>The same as the application wrote it; null when it left it out.</summary>
    public string? Asked { get; }

    public string? State { get; }

    public string? Challenge { get; }

    /// <summary>What is wrong with the request otherwise, by the word of RFC 6749; null when nothing is.</summary>
    public string? Error { get; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="RequestException">400: the application or the address is not registered. The person is told, and sent nowhere.</exception>
    public static async Task<AuthorizationRequest> ReadAsync(Func<string, StringValues> fields, IOAuth2Store store, CancellationToken cancellationToken)
    {
        var id = Single("client_id") ?? throw RequestException.BadRequest("An application needs 'client_id'.");
        var client = await store.FindClientAsync(id, cancellationToken) ?? throw RequestException.BadRequest($"There is no application '{id}' here.");
        var asked = Single("redirect_uri");
        var target = asked ?? (client.RedirectUris is [var only] ? only : throw RequestException.BadRequest($"The application '{id}' has to name the address to answer at: 'redirect_uri'."));
        if (!client.RedirectUris.Contains(target, StringComparer.Ordinal) || !OAuth2Client.IsSafe(target))
            throw RequestException.BadRequest($"This 'redirect_uri' is not registered for the application '{id}'; an administrator adds it to the application's entry in the directory 'oauth2Clients'.");
        var challenge = Single("code_challenge");
        var method = Single("code_challenge_method");
        var error = Single("response_type") != "code" ? "unsupported_response_type"
            : (challenge is not null || method is not null) && (method != "S256" || challenge?.Length != ChallengeLength) ? "invalid_request"
            : null;
        return new AuthorizationRequest(client, target, asked, Single("state"), challenge, error);

        string? Single(string name) => fields(name) switch
        {
            { Count: 0 } => null,
            [{ Length: > 0 } value] => value,
            [_] => null,
            _ => throw RequestException.BadRequest($"'{name}' is there more than once."),
        };
    }

    /// <summary>What a person agrees to.</summary>
    public Consent ConsentOf(string userName) => new(Client.Id, userName) { RedirectUri = Asked, Challenge = Challenge };

    /// <summary>Sends the person back with an error.</summary>
    public IResult Refuse(string error) => Redirect("error", error);

    /// <summary>Sends the person back with a field.</summary>
    public IResult Redirect(string name, string value)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value };
        if (State is not null)
            fields["state"] = State;
        return TypedResults.Redirect(QueryHelpers.AddQueryString(Target, fields));
    }
}
