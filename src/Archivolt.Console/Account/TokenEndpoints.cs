using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Users;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Account;

/// <summary>Makes and revokes one's own tokens. A token outlives its session, so making one takes the password.</summary>
internal static class TokenEndpoints
{
    /// <summary>Name of the field for what a token is for.</summary>
    public const string LabelField = "label";

    private const string Revocation = "/tokens/{id}/revocation";

    public static void Map(IEndpointRouteBuilder account)
    {
        account.MapPost("/tokens", CreateAsync).AddEndpointFilter(new RefusedForms(AccountForm.Token)).AddEndpointFilter(StoreErrors.InvokeAsync);
        account.MapGet(Revocation, AskAsync);
        account.MapPost(Revocation, RevokeAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IUserStore users, TimeProvider clock, CurrentPassword current)
    {
        var fields = await FormFields.ReadAsync(context);
        var label = LabelOf(fields);
        var lifetime = TokenLifetime.Of(fields["expires"].ToString());
        await current.RequireAsync(context, fields);
        var (token, secret) = await users.CreateTokenAsync(context.ActingPrincipal().Name, label, clock.GetUtcNow() + lifetime.Length, context.ActingPrincipal(), context.RequestAborted);
        return new NewTokenPage(token, secret);
    }

    private static async Task<IResult> AskAsync(string id, HttpContext context, IUserStore users) => new RevocationPage(await OwnAsync(id, context, users));

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, IUserStore users)
    {
        await users.RevokeTokenAsync((await OwnAsync(id, context, users)).Id, context.ActingPrincipal(), context.RequestAborted);
        return new SeeOther($"{ConsoleUrl.Account}?done={AccountNotice.TokenRevoked}");
    }

    // One answer for what is somebody else's and what is nobody's.
    private static async Task<AccessToken> OwnAsync(string id, HttpContext context, IUserStore users) =>
        (await users.ListTokensAsync(context.ActingPrincipal().Name, context.RequestAborted)).FirstOrDefault(token => token.Id == id && !token.IsSession)
        ?? throw RequestException.NotFound(Phrase.Of("You have no such token; it may be revoked already."));

    private static string LabelOf(IFormCollection fields)
    {
        var label = fields[LabelField].ToString().Trim();
        if (label.Length == 0 || label.Any(char.IsControl))
            throw RequestException.BadRequest(Phrase.Of("Enter what the token is for, on one line."));
        // A token of this name would end with the sessions.
        if (label == AccessToken.SessionLabel)
            throw RequestException.BadRequest(Phrase.Of($"“{AccessToken.SessionLabel}” is what sessions are called; enter another name."));
        return label;
    }
}
