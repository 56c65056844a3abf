using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Stores.Kit;
using Duende.IdentityModel.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Linked;

/// <summary>
/// The tokens of connected accounts. They are exchanged some time before they end, by one server at a time, however many ask; what a vendor refuses for good is a problem of the account,
/// which its person ends by connecting it again.
/// </summary>
public sealed partial class LinkedTokens(
    LinkedServices services, ILinkedAccountStore store, TokenSeal seal, LinkedTokenHttp http, IOptions<LinkedAccountOptions> options, TimeProvider clock,
    ILogger<LinkedTokens> logger)
{
    /// <summary>How long one server may take to exchange a token before another one tries.</summary>
    private static readonly TimeSpan RefreshTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly KeyLocks _locks = new();

    /// <summary>The credentials of an account.</summary>
    public LinkedCredentials Of(LinkedAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AccountCredentials(this, account);
    }

    /// <summary>Seals the tokens that a vendor gave for an account.</summary>
    internal SealedTokens Sealed(string provider, string userName, string account, TokenResponse given, string? refresh = null)
    {
        var owner = OwnerOf(provider, userName, account);
        return new SealedTokens(
            seal.Seal(given.AccessToken!, owner), (given.RefreshToken ?? refresh) is { Length: > 0 } token ? seal.Seal(token, owner) : null,
            given.ExpiresIn > 0 ? clock.GetUtcNow().AddSeconds(given.ExpiresIn) : null);
    }

    /// <summary>Disconnects an account, at the vendor too where that answers.</summary>
    public async Task<bool> DisconnectAsync(LinkedAccount account, Principal by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        var service = await services.FindAsync(account.Provider, cancellationToken);
        try
        {
            var token = service is null ? null : await GetAsync(account.Id, refused: null, cancellationToken);
            if (!await store.DisconnectAsync(account.Id, by, cancellationToken))
                return false;
            if (token is not null)
                await service!.Provider.Files.RevokeAsync(new GivenToken(token), CancellationToken.None);
            return true;
        }
        // Without the vendor the tokens are still forgotten here.
        catch (BlobException exception)
        {
            LogNotRevoked(account.Provider, exception.Message);
            return await store.DisconnectAsync(account.Id, by, cancellationToken) || await store.FindAsync(account.Id, cancellationToken) is null;
        }
    }

    private async ValueTask<string> GetAsync(long id, string? refused, CancellationToken cancellationToken)
    {
        if (Usable(await FindAsync(id, cancellationToken), refused) is { } token)
            return token;
        using var held = await _locks.TakeAsync($"{id}", cancellationToken);
        for (var began = clock.GetTimestamp(); ;)
        {
            var account = await FindAsync(id, cancellationToken);
            if (Usable(account, refused) is { } fresh)
                return fresh;
            if (await store.TryBeginRefreshAsync(id, RefreshTime, cancellationToken))
                return await RefreshAsync(id, refused, cancellationToken);
            if (clock.GetElapsedTime(began) > RefreshTime)
                throw new BlobException(BlobError.Unavailable, $"Another server has been exchanging the token of an account of '{account.Provider}' for long.");
            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    private async ValueTask<LinkedAccount> FindAsync(long id, CancellationToken cancellationToken)
    {
        var account = await store.FindAsync(id, cancellationToken)
            ?? throw new BlobException(BlobError.PermissionDenied, "The account was disconnected.");
        return account.Problem is null ? account : throw new BlobException(BlobError.PermissionDenied, account.Problem);
    }

    private string? Usable(LinkedAccount account, string? refused)
    {
        if (account.Tokens is not { } tokens || (tokens.Expires is { } end && end - options.Value.RefreshBefore <= clock.GetUtcNow() && tokens.Refresh is not null))
            return null;
        var token = seal.Open(tokens.Access, OwnerOf(account));
        return token == refused ? null : token;
    }

    // Begun, it is finished: a vendor that gives a new refresh token with each exchange forgets the old one.
    private async Task<string> RefreshAsync(long id, string? refused, CancellationToken cancellationToken)
    {
        SealedTokens? tokens = null;
        string? problem = null;
        try
        {
            // Between the look before and the right to refresh another server may have done it.
            var account = await FindAsync(id, cancellationToken);
            if (Usable(account, refused) is { } token)
                return token;
            if (account.Tokens?.Refresh is not { } sealedRefresh)
                throw new BlobException(BlobError.PermissionDenied, problem = ProblemOf(account, "its token has ended, and the vendor gave none to renew it"));
            var service = await services.GetAvailableAsync(account.Provider, cancellationToken);
            var refresh = seal.Open(sealedRefresh, OwnerOf(account));
            var answer = await http.RefreshAsync(service, refresh, CancellationToken.None);
            if (answer is null)
                throw new BlobException(BlobError.PermissionDenied, problem = ProblemOf(account, "the vendor no longer lets this server use it"));
            tokens = Sealed(account.Provider, account.UserName, account.Account, answer, refresh);
            return answer.AccessToken!;
        }
        finally
        {
            await store.EndRefreshAsync(id, tokens, problem, CancellationToken.None);
        }
    }

    private static string ProblemOf(LinkedAccount account, string what) => $"The account {account.Account} of '{account.Provider}' cannot be used: {what}. Connect it again.";

    private static string OwnerOf(LinkedAccount account) => OwnerOf(account.Provider, account.UserName, account.Account);

    private static string OwnerOf(string provider, string userName, string account) => $"{provider}\n{userName}\n{account}";

    [LoggerMessage(1, LogLevel.Warning, "The token of an account of '{Provider}' is forgotten here, but was not given back to the vendor: {Reason}")]
    private partial void LogNotRevoked(string provider, string reason);

    private sealed class AccountCredentials(LinkedTokens tokens, LinkedAccount account) : LinkedCredentials
    {
        public override string Id => $"{account.Id}";

        public override string Account => account.Account;

        public override ValueTask<string> GetTokenAsync(string? refused = null, CancellationToken cancellationToken = default) =>
            tokens.GetAsync(account.Id, refused, cancellationToken);
    }
}
