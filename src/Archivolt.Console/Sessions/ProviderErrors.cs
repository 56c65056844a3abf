using Archivolt.AspNetCore.Errors;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Sessions;

/// <summary>What the identity provider's errors mean (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6). Its own words are shown to nobody: whoever made the address may have written them.</summary>
internal static class ProviderErrors
{
    public static RequestException Of(string error) => error switch
    {
        "access_denied" => RequestException.Forbidden(Phrase.Of("The identity provider let you not in, or you did not agree. Nobody was signed in.")),
        "login_required" or "interaction_required" or "consent_required" or "account_selection_required" => RequestException.Forbidden(Phrase.Of("The identity provider wants you to sign in there first. Sign in again.")),
        "temporarily_unavailable" or "server_error" => new RequestException(StatusCodes.Status503ServiceUnavailable, Phrase.Of("The identity provider cannot sign you in at the moment. Try again later.")),
        "invalid_request" or "invalid_scope" or "unauthorized_client" or "unsupported_response_type" or "request_not_supported" => new RequestException(
            StatusCodes.Status503ServiceUnavailable, Phrase.Of("The identity provider does not take this server's request: the administrator checks what is registered there, and Archivolt:OpenIdConnect.")),
        _ => RequestException.BadRequest(Phrase.Of("The identity provider reports a problem. Nobody was signed in.")),
    };
}
