using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Linked;

/// <summary>Connected accounts: people see and disconnect their own, administrators everybody's. No answer has a token.</summary>
internal static class LinkedAccountEndpoints
{
    public static void Map(RouteGroupBuilder tokens)
    {
        tokens.MapGet("provider", ListAsync).WithName("ListLinkedAccounts").WithSummary("The user's connected accounts; with all=true everybody's, for administrators.")
            .ProducesJson("LinkedAccounts").ProducesErrors(401, 403);
        tokens.MapGet("provider/{id}/user/{user}", GetAsync).WithName("GetLinkedAccount").WithSummary("A connected account.")
            .ProducesJson("LinkedAccount").ProducesErrors(401, 403, 404);
        tokens.MapDelete("provider/{id}/user/{user}", DeleteAsync).WithName("DisconnectLinkedAccount")
            .WithSummary("Disconnects accounts, at the vendor too. Query: account, to name one of several.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(401, 403, 404);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ILinkedAccountStore accounts)
    {
        var principal = LinkedEndpoints.Known(context);
        var all = context.Request.Query["all"] == "true";
        if (all && !principal.IsAdministrator)
            throw RequestException.Forbidden("Only administrators see the accounts of others.");
        var found = await accounts.ListAsync(userName: all ? null : principal.Name, cancellationToken: context.RequestAborted);
        return new EntityResult("nuxeoOAuth2Tokens", writer =>
        {
            writer.WriteStartArray("entries"u8);
            foreach (var account in found)
            {
                writer.WriteStartObject();
                writer.WriteString("entity-type"u8, LinkedJson.Token);
                LinkedJson.WriteAccount(writer, account);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private static async Task<IResult> GetAsync(string id, string user, HttpContext context, ILinkedAccountStore accounts)
    {
        var account = (await FindAsync(id, user, context, accounts))[0];
        return new EntityResult(LinkedJson.Token, writer => LinkedJson.WriteAccount(writer, account));
    }

    private static async Task<IResult> DeleteAsync(string id, string user, HttpContext context, ILinkedAccountStore accounts, LinkedTokens tokens)
    {
        var only = context.Request.Query["account"].ToString();
        var found = (await FindAsync(id, user, context, accounts)).Where(account => only.Length == 0 || account.Account == only).ToList();
        if (found.Count == 0)
            throw RequestException.NotFound($"The user '{user}' has connected no account '{only}' of '{id}'.");
        foreach (var account in found)
            await tokens.DisconnectAsync(account, context.ActingPrincipal(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IReadOnlyList<LinkedAccount>> FindAsync(string id, string user, HttpContext context, ILinkedAccountStore accounts)
    {
        var principal = LinkedEndpoints.Known(context);
        if (principal.Name != user && !principal.IsAdministrator)
            throw RequestException.Forbidden("Only administrators see the accounts of others.");
        return await accounts.ListAsync(id, user, context.RequestAborted) is { Count: > 0 } found
            ? found
            : throw RequestException.NotFound($"The user '{user}' has connected no account of '{id}'.");
    }
}
