using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.Account;

/// <summary>What people do with their own account: its password, its tokens, its sessions.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        var account = pages.MapGroup(ConsoleUrl.Account).AddEndpointFilter(RequireSessionAsync);
        account.MapGet("", ShowAsync);
        account.MapPost("/sessions/end", SignOutEverywhereAsync);
        LanguageEndpoint.Map(account);
        PasswordEndpoint.Map(account);
        TokenEndpoints.Map(account);
        VendorEndpoints.Map(account);
    }

    // Whoever has a token of a person, such as an application, is not the person.
    private static async ValueTask<object?> RequireSessionAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var sessions = invocation.HttpContext.RequestServices.GetRequiredService<SessionStore>();
        return await sessions.FindAsync(invocation.HttpContext) is not null
            ? await next(invocation)
            : throw RequestException.Forbidden(Phrase.Of("Only who signed in on the page for it may manage an account; send no other credentials."));
    }

    private static async Task<IResult> ShowAsync(string? done, HttpContext context, AccountFacts facts) =>
        new AccountPage(await facts.OfAsync(context), notice: AccountNotice.Of(done));

    private static async Task<IResult> SignOutEverywhereAsync(HttpContext context, SessionStore sessions, SessionCookie cookie)
    {
        await sessions.EndAllAsync(context.ActingPrincipal().Name);
        cookie.Remove(context);
        return new SeeOther("/");
    }
}
