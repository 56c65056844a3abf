using Archivolt.Documents.Access;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Sessions;

/// <summary>The sessions of people who signed in: tokens with an end, which the list of a user's tokens names <see cref="Label"/>.</summary>
internal sealed class SessionStore(IUserStore users, TimeProvider clock, IOptions<ConsoleOptions> options)
{
    /// <summary>What the token is for.</summary>
    public const string Label = "Console session";

    public TimeSpan Lifetime => options.Value.SessionLifetime;

    /// <summary>Begins a session and removes those of the user that ended; returns its secret.</summary>
    public async Task<string> BeginAsync(string user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var token in await users.ListTokensAsync(user, cancellationToken))
        {
            if (token.Label == Label && token.Expires <= now)
                await users.RevokeTokenAsync(token.Id, cancellationToken);
        }
        return (await users.CreateTokenAsync(user, Label, now + Lifetime, cancellationToken)).Secret;
    }

    /// <summary>Ends a session; its secret is worth nothing from then on.</summary>
    public async Task EndAsync(string secret, CancellationToken cancellationToken)
    {
        if (await users.FindTokenAsync(secret, cancellationToken) is { } token)
            await users.RevokeTokenAsync(token.Id, cancellationToken);
    }
}
