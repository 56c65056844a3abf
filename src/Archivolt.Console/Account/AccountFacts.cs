using Archivolt.AspNetCore.Linked;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Account;

/// <summary>Collects what the page shows of an account.</summary>
internal sealed class AccountFacts(IUserStore users, TimeProvider clock, LinkedServices services, ILinkedAccountStore accounts, LinkedSignIn signIn, LinkedJson linked)
{
    public async Task<ShownAccount> OfAsync(HttpContext context)
    {
        var tokens = await users.ListTokensAsync(context.ActingPrincipal().Name, context.RequestAborted);
        var now = clock.GetUtcNow();
        return new ShownAccount(
            [.. tokens.Where(token => !token.IsSession).Reverse()],
            tokens.Count(token => token.IsSession && (token.Expires is null || token.Expires > now)),
            now)
        {
            ChosenLanguage = LanguageChoice.Of(context.Request),
            Vendors = await VendorsAsync(context),
        };
    }

    private async Task<IReadOnlyList<ShownVendor>> VendorsAsync(HttpContext context)
    {
        var (principal, vendors) = (context.ActingPrincipal(), new List<ShownVendor>());
        foreach (var service in await services.ListAsync(context.RequestAborted))
        {
            var id = service.Provider.Id;
            var connect = service.IsAvailable ? await signIn.BeginAsync(principal, id, linked.CallbackOf(id, context), context.RequestAborted) : null;
            vendors.Add(new ShownVendor(id, service.Provider.Label, connect, await accounts.ListAsync(id, principal.Name, context.RequestAborted)));
        }
        return vendors;
    }
}

/// <summary>An account as it is shown.</summary>
/// <param name="Tokens">The tokens of its programs, the newest first.</param>
/// <param name="Sessions">How many sessions are open.</param>
/// <param name="Now">When it was looked at.</param>
internal sealed record ShownAccount(IReadOnlyList<AccessToken> Tokens, int Sessions, DateTimeOffset Now)
{
    /// <summary>The vendors whose files can be linked.</summary>
    public IReadOnlyList<ShownVendor> Vendors { get; init; } = [];

    /// <summary>The language chosen in this browser; null where it follows the browser.</summary>
    public Language? ChosenLanguage { get; init; }
}
