using System.Security.Cryptography;
using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Users;

/// <summary>Users as the platform's clients see them: <c>me</c> and <c>user/{name}</c>. Administrators create, change and delete them.</summary>
internal static class AccountEndpoints
{
    private const int RandomPasswordBytes = 32;

    // What a user is known by and signs in with, and what the store says of it.
    private static readonly string[] NoDetails = ["username", "password", "groups", "tenantId"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("me", MeAsync).WithTags("Users").WithName("GetMe").WithSummary("The user who asks.")
            .ProducesJson("User").ProducesErrors();
        api.MapGet("user/{name}", GetAsync).WithTags("Users").WithName("GetUser").WithSummary("A user.")
            .ProducesJson("User").ProducesErrors(404);
        var changes = api.MapGroup("user").WithTags("Users").RequireAdministrator().AddEndpointFilter(StoreErrors.InvokeAsync);
        changes.MapPost("", CreateAsync).WithName("PostUser").WithSummary("Creates a user: {\"properties\": {\"username\", \"password\", \"groups\", \"firstName\", …}}.")
            .WithDescription("Without a password the user signs in by tokens only, until one is set.")
            .TakesJson("""{"entity-type": "user", "properties": {"username": "alice", "password": "a long password", "firstName": "Alice", "groups": ["members"]}}""").ProducesJson("User", StatusCodes.Status201Created).ProducesErrors(400, 403, 409);
        changes.MapPut("{name}", ChangeAsync).WithName("PutUser").WithSummary("Changes the properties of a user that are sent.")
            .TakesJson("""{"entity-type": "user", "properties": {"lastName": "Liddell"}}""").ProducesJson("User").ProducesErrors(400, 403, 404, 409);
        changes.MapDelete("{name}", DeleteAsync).WithName("RemoveUser").WithSummary("Deletes a user with its tokens.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404, 409);
    }

    private static async Task<IResult> MeAsync(HttpContext context, IUserStore users)
    {
        var principal = context.ActingPrincipal();
        var user = await users.FindAsync(principal.Name, context.RequestAborted);
        return UserJson.Result(context, user ?? new User(principal.Name, [.. principal.Groups], default), principal.IsAnonymous);
    }

    // Who is unknown learns no names.
    private static async Task<IResult> GetAsync(string name, HttpContext context, IUserStore users) => context.ActingPrincipal().IsAnonymous
        ? throw RequestException.Unauthorized("Sign in to look up a user.")
        : UserJson.Result(context, await users.FindAsync(name, context.RequestAborted) ?? throw NotFound(name));

    private static async Task<IResult> CreateAsync(HttpContext context, IUserStore users)
    {
        var properties = await PropertiesAsync(context);
        var name = properties.Text("username") ?? throw RequestException.BadRequest("A user needs the property 'username'.");
        var password = properties.Text("password") is { Length: > 0 } given ? given : Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomPasswordBytes));
        var user = await users.CreateAsync(name, password, properties.Texts("groups"), DetailsOf(properties, new Dictionary<string, string>()), context.ActingPrincipal(), context.RequestAborted);
        return UserJson.Result(context, user, status: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(string name, HttpContext context, IUserStore users)
    {
        var properties = await PropertiesAsync(context);
        var present = await users.FindAsync(name, context.RequestAborted) ?? throw NotFound(name);
        var groups = properties.TryGetProperty("groups", out _) ? properties.Texts("groups") : null;
        var user = await users.UpdateAsync(name, groups, DetailsOf(properties, present.Details), context.ActingPrincipal(), context.RequestAborted) ?? throw NotFound(name);
        if (properties.Text("password") is { Length: > 0 } password)
            await users.SetPasswordAsync(name, password, context.ActingPrincipal(), context.RequestAborted);
        return UserJson.Result(context, user);
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext context, IUserStore users) =>
        await users.DeleteAsync(name, context.ActingPrincipal(), context.RequestAborted) ? TypedResults.NoContent() : throw NotFound(name);

    private static async Task<JsonElement> PropertiesAsync(HttpContext context)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("A user");
        return body.TryGetProperty("properties", out var properties) ? properties.AsObject("'properties'") : throw RequestException.BadRequest("A user needs 'properties'.");
    }

    private static Dictionary<string, string> DetailsOf(JsonElement properties, IReadOnlyDictionary<string, string> present)
    {
        var details = new Dictionary<string, string>(present, StringComparer.Ordinal);
        foreach (var property in properties.EnumerateObject().Where(property => !NoDetails.Contains(property.Name)))
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
                details.Remove(property.Name);
            else if (property.Value.ValueKind == JsonValueKind.String)
                details[property.Name] = property.Value.GetString()!;
        }
        return details;
    }

    private static RequestException NotFound(string name) => RequestException.NotFound($"There is no user '{name}'.");
}
