using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Linked;

/// <summary>Vendors of linked files as the platform's clients see them: <c>oauth2/provider/…</c>. People connect their accounts, administrators say how.</summary>
internal static class LinkedEndpoints
{
    private const int MaxText = 2000;

    private const string Example = """{"serviceName": "googledrive", "clientId": "an-id", "clientSecret": "a-secret", "isEnabled": true}""";

    public static void Map(IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("oauth2/provider").WithTags("Linked files");
        providers.MapGet("", ListAsync).WithName("ListLinkedProviders").WithSummary("The vendors whose files can be linked, and whether the user has connected an account.")
            .ProducesJson("LinkedProviders").ProducesErrors(401);
        providers.MapGet("{id}", GetAsync).WithName("GetLinkedProvider").WithSummary("A vendor: where to connect an account (authorizationURL), and whether the user has (isAuthorized, userId).")
            .ProducesJson("LinkedProvider").ProducesErrors(401, 404);
        providers.MapGet("{id}/token", TokenAsync).WithName("GetLinkedToken").WithSummary("An access token of the user's own account, refreshed first, for the vendor's file picker.")
            .ProducesJson("LinkedToken").ProducesErrors(401, 404);
        var changes = providers.MapGroup("").RequireAdministrator();
        changes.MapPost("", (HttpContext context, LinkedServices services, LinkedJson json) => SetAsync(null, context, services, json))
            .WithName("PostLinkedProvider").WithSummary("Says by which id and secret this server is known to a vendor of the configuration.")
            .TakesJson(Example).ProducesJson("LinkedProvider", 201).ProducesErrors(400, 403, 404);
        changes.MapPut("{id}", (string id, HttpContext context, LinkedServices services, LinkedJson json) => SetAsync(id, context, services, json))
            .WithName("PutLinkedProvider").WithSummary("The same for a vendor in the address. A secret that is not sent stays.")
            .TakesJson(Example).ProducesJson("LinkedProvider").ProducesErrors(400, 403, 404);
        changes.MapDelete("{id}", DeleteAsync).WithName("ResetLinkedProvider").WithSummary("Forgets what was set over REST; what is configured counts again.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
        LinkedAccountEndpoints.Map(api.MapGroup("oauth2/token").WithTags("Linked files"));
    }

    private static async Task<IResult> ListAsync(HttpContext context, LinkedServices services, LinkedJson json)
    {
        var principal = Known(context);
        var entries = new List<Action<Utf8JsonWriter>>();
        foreach (var service in await services.ListAsync(context.RequestAborted))
            entries.Add(await json.ProviderAsync(service, principal, context));
        return new EntityResult("nuxeoOAuth2ServiceProviders", writer =>
        {
            writer.WriteStartArray("entries"u8);
            foreach (var write in entries)
            {
                writer.WriteStartObject();
                writer.WriteString("entity-type"u8, LinkedJson.Provider);
                write(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, LinkedServices services, LinkedJson json) =>
        new EntityResult(LinkedJson.Provider, await json.ProviderAsync(await FindAsync(id, services, context), Known(context), context));

    private static async Task<IResult> TokenAsync(string id, HttpContext context, LinkedServices services, ILinkedAccountStore accounts, LinkedTokens tokens)
    {
        var principal = Known(context);
        if (!(await FindAsync(id, services, context)).IsEnabled)
            throw RequestException.NotFound($"An administrator has switched '{id}' off.");
        if ((await accounts.ListAsync(id, principal.Name, context.RequestAborted)) is not [var account, ..])
            throw RequestException.NotFound($"You have connected no account of '{id}'.");
        var token = await tokens.Of(account).GetTokenAsync(cancellationToken: context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return new EntityResult("token", writer => writer.WriteString("token"u8, token));
    }

    private static async Task<IResult> SetAsync(string? id, HttpContext context, LinkedServices services, LinkedJson json)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("A provider");
        id ??= body.Text("serviceName") ?? throw RequestException.BadRequest("A provider needs its 'serviceName'.");
        await FindAsync(id, services, context);
        var settings = new LinkedServiceSettings
        {
            ClientId = Text(body, "clientId"),
            ClientSecret = Text(body, "clientSecret"),
            AuthorizationUrl = Address(body, "authorizationServerURL"),
            TokenUrl = Address(body, "tokenServerURL"),
            UserAuthorizationUrl = Text(body, "userAuthorizationURL"),
            Description = Text(body, "description"),
            Scopes = body.TryGetProperty("scopes", out var scopes) && scopes.ValueKind == JsonValueKind.Array && scopes.GetArrayLength() > 0 ? body.Texts("scopes") : null,
            IsEnabled = body.TryGetProperty("isEnabled", out var enabled) && enabled.ValueKind is JsonValueKind.True or JsonValueKind.False ? enabled.GetBoolean() : null,
        };
        await services.SetAsync(id, settings, context.ActingPrincipal(), context.RequestAborted);
        var write = await json.ProviderAsync(await FindAsync(id, services, context), context.ActingPrincipal(), context);
        return new EntityResult(LinkedJson.Provider, write, context.Request.Method == HttpMethods.Post ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, LinkedServices services)
    {
        await FindAsync(id, services, context);
        return await services.SetAsync(id, settings: null, context.ActingPrincipal(), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw RequestException.NotFound($"Nothing was set over REST for '{id}'.");
    }

    private static async Task<LinkedService> FindAsync(string id, LinkedServices services, HttpContext context) => await services.FindAsync(id, context.RequestAborted)
        ?? throw RequestException.NotFound($"No vendor '{id}' is configured; an administrator names it in Archivolt:LinkedFiles.");

    internal static Principal Known(HttpContext context) => context.ActingPrincipal() is { IsAnonymous: false } principal
        ? principal
        : throw RequestException.Unauthorized("Sign in to use accounts of vendors.");

    private static string? Text(JsonElement body, string name) => body.Text(name) switch
    {
        null or "" => null,
        { Length: > MaxText } => throw RequestException.BadRequest($"'{name}' is longer than {MaxText} characters."),
        var text => text,
    };

    // People are sent to the one, secrets to the other.
    private static string? Address(JsonElement body, string name) => Text(body, name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true })
            ? text
            : throw RequestException.BadRequest($"'{name}' is to be an absolute https URL.");
}
