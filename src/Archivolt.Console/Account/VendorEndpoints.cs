using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Linked;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Account;

/// <summary>Disconnects one's own accounts at vendors. They are connected at the vendor, by a link.</summary>
internal static class VendorEndpoints
{
    public static void Map(IEndpointRouteBuilder account) => account.MapPost("/elsewhere/{id:long}/end", EndAsync);

    private static async Task<IResult> EndAsync(long id, HttpContext context, ILinkedAccountStore accounts, LinkedTokens tokens)
    {
        var principal = context.ActingPrincipal();
        if (await accounts.FindAsync(id, context.RequestAborted) is not { } account || account.UserName != principal.Name)
            throw RequestException.NotFound(Phrase.Of("You have no such account; it may be disconnected already."));
        await tokens.DisconnectAsync(account, principal, context.RequestAborted);
        return new SeeOther($"{ConsoleUrl.Account}?done={AccountNotice.Disconnected}");
    }
}
