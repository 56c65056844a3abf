using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// A token for an application on a device, for whoever signs in with name and password: <c>authentication/token</c>, as the platform's desktop client asks for it. Each has one; a
/// second one takes its place. Whoever signs in with the token itself is told it again.
/// </summary>
internal static class DeviceTokens
{
    private const int MaxNameLength = 120;

    public static void Map(IEndpointRouteBuilder root) => root.MapGet("authentication/token", AnswerAsync).WithTags("Users").WithName("GetDeviceToken")
        .WithSummary("A token for an application on a device, as text.")
        .TakesQuery("applicationName", "The application.", isRequired: true).TakesQuery("deviceId", "The device.", isRequired: true).TakesQuery("permission", "What the token is for, such as rw.", isRequired: true)
        .TakesQuery("deviceDescription", "The device in words.").TakesQuery("revoke", "true takes the token away.")
        .ProducesContent("text/plain", StatusCodes.Status201Created).Produces(StatusCodes.Status202Accepted).ProducesProblems(400, 403).WithoutHead();

    private static async Task<IResult> AnswerAsync(HttpContext context, IUserStore users, IOptions<HttpOptions> options)
    {
        var label = $"{Required(context, "applicationName")} on {Required(context, "deviceId")}";
        Required(context, "permission");
        if (!Credentials.TryRead(context.Request, out var read) || read is not { } given)
            throw RequestException.Unauthorized("Sign in with name and password to get a token.");
        context.Response.Headers.CacheControl = "no-store";
        var user = context.ActingPrincipal().Name;
        var present = (await users.ListTokensAsync(user, context.RequestAborted)).FirstOrDefault(token => token.Label == label);
        if (given.Name is null)
        {
            return present is not null && (await users.FindTokenAsync(given.Secret, context.RequestAborted))?.Id == present.Id
                ? TypedResults.Text(given.Secret)
                : throw RequestException.Forbidden("Only who signs in with name and password gets a token.");
        }
        // It is a GET for the platform's clients, and changes something all the same.
        CrossSite.RefuseForeign(context.Request, options.Value);
        if (present is not null)
            await users.RevokeTokenAsync(present.Id, context.ActingPrincipal(), context.RequestAborted);
        if (string.Equals(context.Request.Query["revoke"], "true", StringComparison.OrdinalIgnoreCase))
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        var (_, secret) = await users.CreateTokenAsync(user, label, by: context.ActingPrincipal(), cancellationToken: context.RequestAborted);
        return TypedResults.Text(secret, statusCode: StatusCodes.Status201Created);
    }

    private static string Required(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 and <= MaxNameLength } value
        ? value
        : throw RequestException.BadRequest($"The query parameter '{name}' is to have 1 to {MaxNameLength} characters.");
}
