using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Users and their tokens.</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("users", ListAsync).WithName("ListUsers").WithSummary("All users.")
            .ProducesJson("Users").ProducesErrors(403);
        management.MapPost("users", CreateAsync).WithName("CreateUser").WithSummary("Creates a user: {\"name\", \"password\", \"groups\": []}.")
            .TakesJson("""{"name!": "alice", "password!": "a long password", "groups": ["members"]}""").ProducesJson("User", StatusCodes.Status201Created).ProducesErrors(400, 403, 409);
        management.MapPut("users/{name}/password", SetPasswordAsync).WithName("SetPassword").WithSummary("Replaces a user's password: {\"password\"}.")
            .TakesJson("""{"password!": "another long password"}""").Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404);
        management.MapDelete("users/{name}", DeleteAsync).WithName("DeleteUser").WithSummary("Deletes a user with its tokens.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404, 409);
        management.MapGet("users/{name}/tokens", ListTokensAsync).WithName("ListTokens").WithSummary("A user's tokens, without their secrets.")
            .ProducesJson("Tokens").ProducesErrors(403, 404);
        management.MapPost("users/{name}/tokens", CreateTokenAsync).WithName("CreateToken")
            .WithSummary("Creates a token: {\"label\", \"expires\"}. Its secret is in this answer and nowhere else.")
            .TakesJson("""{"label": "backup", "expires": "2030-01-31T00:00:00Z"}""").ProducesJson("CreatedToken", StatusCodes.Status201Created).ProducesErrors(400, 403, 404);
        management.MapDelete("tokens/{id}", RevokeTokenAsync).WithName("RevokeToken").WithSummary("Revokes a token.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
    }

    private static async Task<IResult> ListAsync(IUserStore users, CancellationToken cancellationToken)
    {
        var all = await users.ListAsync(cancellationToken).ToListAsync(cancellationToken);
        return new EntityResult("users", writer => writer.WriteEntries(all, UserJson.Write));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IUserStore users)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("A user");
        if (body.Text("name") is not { } name || body.Text("password") is not { } password)
            throw RequestException.BadRequest("A user needs 'name' and 'password'.");
        try
        {
            var user = await users.CreateAsync(name, password, body.Texts("groups"), by: context.ActingPrincipal(), cancellationToken: context.RequestAborted);
            return UserJson.Result(context, user, status: StatusCodes.Status201Created);
        }
        catch (InvalidOperationException exception)
        {
            throw new RequestException(StatusCodes.Status409Conflict, exception.Message, exception);
        }
        catch (ArgumentException exception)
        {
            throw RequestException.BadRequest(exception);
        }
    }

    private static async Task<IResult> SetPasswordAsync(string name, HttpContext context, IUserStore users)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var password = body.Text("password") ?? throw RequestException.BadRequest("The new 'password' is missing.");
        try
        {
            return await users.SetPasswordAsync(name, password, context.ActingPrincipal(), context.RequestAborted) ? TypedResults.NoContent() : throw NoUser(name);
        }
        catch (ArgumentException exception)
        {
            throw RequestException.BadRequest(exception);
        }
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext context, IUserStore users)
    {
        try
        {
            return await users.DeleteAsync(name, context.ActingPrincipal(), context.RequestAborted) ? TypedResults.NoContent() : throw NoUser(name);
        }
        catch (InvalidOperationException exception)
        {
            throw new RequestException(StatusCodes.Status409Conflict, exception.Message, exception);
        }
    }

    private static async Task<IResult> ListTokensAsync(string name, IUserStore users, CancellationToken cancellationToken)
    {
        _ = await users.FindAsync(name, cancellationToken) ?? throw NoUser(name);
        var tokens = await users.ListTokensAsync(name, cancellationToken);
        return new EntityResult("tokens", writer => writer.WriteEntries(tokens, TokenJson.WriteFields));
    }

    private static async Task<IResult> CreateTokenAsync(string name, HttpContext context, IUserStore users, TimeProvider clock)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("A token");
        var expires = default(DateTimeOffset?);
        if (body.Text("expires") is { } text)
        {
            expires = JsonDates.TryParse(text, out var date) && date > clock.GetUtcNow()
                ? date
                : throw RequestException.BadRequest($"'expires' is to be a date to come, like 2030-01-31T12:00:00Z, not '{text}'.");
        }
        var label = body.Text("label") ?? "";
        if (label == AccessToken.SessionLabel)
            throw RequestException.BadRequest($"'{label}' is what sessions are called; give the token another label.");
        _ = await users.FindAsync(name, context.RequestAborted) ?? throw NoUser(name);
        var (token, secret) = await users.CreateTokenAsync(name, label, expires, context.ActingPrincipal(), context.RequestAborted);
        return new EntityResult("token", writer =>
        {
            TokenJson.WriteFields(writer, token);
            writer.WriteString("secret"u8, secret);
        }, StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeTokenAsync(string id, HttpContext context, IUserStore users) =>
        await users.RevokeTokenAsync(id, context.ActingPrincipal(), context.RequestAborted) ? TypedResults.NoContent() : throw RequestException.NotFound($"There is no token '{id}'.");

    private static RequestException NoUser(string name) => RequestException.NotFound($"There is no user '{name}'.");
}
