using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Users;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Account;

/// <summary>Changes one's own password. Whoever signed in with the old one is signed out; this browser gets a new session.</summary>
internal static class PasswordEndpoint
{
    /// <summary>Name of the field for the new password.</summary>
    public const string Field = "new";

    public static void Map(IEndpointRouteBuilder account) => account.MapPost("/password", ChangeAsync)
        .AddEndpointFilter(new RefusedForms(AccountForm.Password)).AddEndpointFilter(StoreErrors.InvokeAsync);

    private static async Task<IResult> ChangeAsync(HttpContext context, IUserStore users, SessionStore sessions, SessionCookie cookie, CurrentPassword current)
    {
        var fields = await FormFields.ReadAsync(context);
        var password = NewPassword.In(fields, Field);
        await current.RequireAsync(context, fields);
        var user = context.ActingPrincipal().Name;
        if (!await users.SetPasswordAsync(user, password, context.ActingPrincipal(), context.RequestAborted))
            throw RequestException.NotFound(Phrase.Of($"There is no user '{user}'."));
        cookie.Set(context, await sessions.BeginAsync(user, CancellationToken.None), sessions.Lifetime);
        return new SeeOther($"{ConsoleUrl.Account}?done={AccountNotice.PasswordChanged}");
    }
}
