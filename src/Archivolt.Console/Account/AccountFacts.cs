using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Account;

/// <summary>Collects what the page shows of an account.</summary>
internal sealed class AccountFacts(IUserStore users, TimeProvider clock)
{
    public async Task<ShownAccount> OfAsync(HttpContext context)
    {
        var tokens = await users.ListTokensAsync(context.ActingPrincipal().Name, context.RequestAborted);
        var now = clock.GetUtcNow();
        return new ShownAccount(
            [.. tokens.Where(token => !token.IsSession).Reverse()],
            tokens.Count(token => token.IsSession && (token.Expires is null || token.Expires > now)),
            now);
    }
}

/// <summary>An account as it is shown.</summary>
/// <param name="Tokens">The tokens of its programs, the newest first.</param>
/// <param name="Sessions">How many sessions are open.</param>
/// <param name="Now">When it was looked at.</param>
internal sealed record ShownAccount(IReadOnlyList<AccessToken> Tokens, int Sessions, DateTimeOffset Now);
