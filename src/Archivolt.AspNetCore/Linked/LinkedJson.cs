using System.Text.Json;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Linked;

/// <summary>Writes vendors and connected accounts in the platform's JSON. Secrets are in none of it: of a client secret administrators see that there is one.</summary>
internal sealed class LinkedJson(LinkedSignIn signIn, ILinkedAccountStore accounts, IOptions<HttpOptions> options)
{
    /// <summary>Entity type of a vendor.</summary>
    public const string Provider = "nuxeoOAuth2ServiceProvider";

    /// <summary>Entity type of a connected account.</summary>
    public const string Token = "nuxeoOAuth2Token";

    private const string Hidden = "********";

    /// <summary>Where a vendor sends people back to.</summary>
    public string CallbackOf(string provider, HttpContext context) => $"{BaseUrl.Of(context.Request, options.Value)}site/oauth2/{provider}/callback";

    /// <summary>Reads what a person is told of a vendor, and returns what writes it.</summary>
    public async Task<Action<Utf8JsonWriter>> ProviderAsync(LinkedService service, Principal principal, HttpContext context)
    {
        var id = service.Provider.Id;
        var connected = (await accounts.ListAsync(id, principal.Name, context.RequestAborted)).Where(account => account.Problem is null).Select(account => account.Account).FirstOrDefault();
        var target = service.IsAvailable ? await signIn.BeginAsync(principal, id, CallbackOf(id, context), context.RequestAborted) : null;
        return writer =>
        {
            writer.WriteString("serviceName"u8, id);
            writer.WriteString("description"u8, service.Settings.Description ?? service.Provider.Label);
            writer.WriteString("clientId"u8, service.Settings.ClientId);
            if (principal.IsAdministrator)
                writer.WriteString("clientSecret"u8, service.Settings.ClientSecret is null ? null : Hidden);
            writer.WriteString("authorizationServerURL"u8, service.OAuth2.AuthorizationUrl.AbsoluteUri);
            writer.WriteString("tokenServerURL"u8, service.OAuth2.TokenUrl.AbsoluteUri);
            writer.WriteString("userAuthorizationURL"u8, service.Settings.UserAuthorizationUrl);
            writer.WriteStartArray("scopes"u8);
            foreach (var scope in service.OAuth2.Scopes)
                writer.WriteStringValue(scope);
            writer.WriteEndArray();
            writer.WriteBoolean("isEnabled"u8, service.IsEnabled);
            writer.WriteBoolean("isAvailable"u8, service.IsAvailable);
            writer.WriteString("authorizationURL"u8, target?.AbsoluteUri);
            writer.WriteBoolean("isAuthorized"u8, connected is not null);
            writer.WriteString("userId"u8, connected);
        };
    }

    /// <summary>Writes a connected account.</summary>
    public static void WriteAccount(Utf8JsonWriter writer, LinkedAccount account)
    {
        writer.WriteString("serviceName"u8, account.Provider);
        writer.WriteString("nuxeoLogin"u8, account.UserName);
        writer.WriteString("serviceLogin"u8, account.Account);
        writer.WriteNull("clientId"u8);
        writer.WriteBoolean("isShared"u8, false);
        writer.WriteString("sharedWith"u8, "");
        writer.WriteString("creationDate"u8, JsonDates.Format(account.Created));
        writer.WriteString("problem"u8, account.Problem);
    }
}
