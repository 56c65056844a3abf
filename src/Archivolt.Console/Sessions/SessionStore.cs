using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Sessions;

/// <summary>The sessions of people who signed in: tokens with an end, which the list of a user's tokens names <see cref="AccessToken.SessionLabel"/>.</summary>
internal sealed class SessionStore(IUserStore users, TimeProvider clock, IOptions<ConsoleOptions> options)
{
    public TimeSpan Lifetime => options.Value.SessionLifetime;

    /// <summary>The session that a request acts in; null when it acts by other credentials, or by a token that is no session's.</summary>
    public async Task<AccessToken?> FindAsync(HttpContext context)
    {
        var isByCookie = Credentials.TryRead(context.Request, out var others) && others is null;
        return isByCookie && SessionCookie.SecretOf(context.Request) is { } secret && await users.FindTokenAsync(secret, context.RequestAborted) is { } token && token.IsSession
            ? token
            : null;
    }

    /// <summary>Begins a session and removes those of the user that ended; returns its secret.</summary>
    public async Task<string> BeginAsync(string user, CancellationToken cancellationToken)
    {
        var by = new Principal(user, []);
        var now = clock.GetUtcNow();
        foreach (var token in await users.ListTokensAsync(user, cancellationToken))
        {
            if (token.IsSession && token.Expires <= now)
                await users.RevokeTokenAsync(token.Id, by, cancellationToken);
        }
        return (await users.CreateTokenAsync(user, AccessToken.SessionLabel, now + Lifetime, by, cancellationToken)).Secret;
    }

    /// <summary>Ends a session; its secret is worth nothing from then on.</summary>
    public async Task EndAsync(string secret, CancellationToken cancellationToken)
    {
        if (await users.FindTokenAsync(secret, cancellationToken) is { } token)
            await users.RevokeTokenAsync(token.Id, new Principal(token.UserName, []), cancellationToken);
    }

    /// <summary>Ends the sessions of a user, also when whoever asked for it does not wait.</summary>
    public async Task EndAllAsync(string user)
    {
        foreach (var token in await users.ListTokensAsync(user, CancellationToken.None))
        {
            if (token.IsSession)
                await users.RevokeTokenAsync(token.Id, new Principal(user, []), CancellationToken.None);
        }
    }
}
