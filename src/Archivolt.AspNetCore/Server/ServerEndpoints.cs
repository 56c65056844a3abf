using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Server;

/// <summary>What clients ask first: who am I, what server is this, is it up.</summary>
internal static class ServerEndpoints
{
    // Clients read a platform version out of it to choose their wire format.
    private const string PlatformVersion = "2021.43";

    public static void Map(IEndpointRouteBuilder root, IEndpointRouteBuilder api)
    {
        api.MapPost("automation/login", Login).WithTags("Server").WithName("Login").WithSummary("Says who is signed in.")
            .ProducesJson().ProducesErrors();
        api.MapGet("me", MeAsync).WithTags("Users").WithName("GetMe").WithSummary("The user who asks.")
            .ProducesJson().ProducesErrors();
        api.MapGet("user/{name}", GetUserAsync).WithTags("Users").WithName("GetUser").WithSummary("A user.")
            .ProducesJson().ProducesErrors(404);
        root.MapGet("json/cmis", GetRepositories).WithTags("Server").WithName("GetRepositories").WithSummary("The repositories, as clients look them up when they connect.")
            .ProducesJson().ProducesErrors();
        root.MapGet("runningstatus", (string? info) => info == "started" ? Results.Text("true") : Results.Json(new Dictionary<string, string> { ["server"] = "ok" }))
            .AllowAnonymous().WithTags("Server").WithName("GetRunningStatus").WithSummary("Says that the server runs.");
    }

    private static EntityResult Login(HttpContext context)
    {
        var principal = context.ActingPrincipal();
        return new EntityResult("login", writer =>
        {
            writer.WriteString("username"u8, principal.Name);
            writer.WriteBoolean("isAdministrator"u8, principal.IsAdministrator);
            writer.WriteStartArray("groups"u8);
            foreach (var group in principal.Groups.Order(StringComparer.Ordinal))
                writer.WriteStringValue(group);
            writer.WriteEndArray();
        });
    }

    private static async Task<IResult> MeAsync(HttpContext context, IUserStore users)
    {
        var principal = context.ActingPrincipal();
        var user = await users.FindAsync(principal.Name, context.RequestAborted);
        return UserJson.Result(user ?? new User(principal.Name, [.. principal.Groups], default), principal.IsAnonymous);
    }

    // Who is unknown learns no names.
    private static async Task<IResult> GetUserAsync(string name, HttpContext context, IUserStore users) => context.ActingPrincipal().IsAnonymous
        ? throw RequestException.Unauthorized("Sign in to look up a user.")
        : UserJson.Result(await users.FindAsync(name, context.RequestAborted) ?? throw RequestException.NotFound($"There is no user '{name}'."));

    private static JsonHttpResult<Dictionary<string, Dictionary<string, string>>> GetRepositories(IDocumentStore documents) => TypedResults.Json(documents.Repositories.ToDictionary(
        repository => repository,
        repository => new Dictionary<string, string>
        {
            ["repositoryId"] = repository,
            ["repositoryName"] = repository,
            ["productName"] = "Archivolt",
            ["productVersion"] = PlatformVersion,
            ["vendorName"] = "Archivolt",
        }));
}
