using Archivolt.Documents.Access;

namespace Archivolt.Documents.Linked;

/// <summary>
/// The accounts that people have connected, in the database. It keeps secrets as it gets them, which is sealed. Accounts go with their person. Connecting and disconnecting is in the audit
/// (<see cref="AccessEvents"/>), in the transaction of the change.
/// </summary>
public interface ILinkedAccountStore
{
    /// <summary>Accounts by provider, person and account; null asks for any.</summary>
    Task<IReadOnlyList<LinkedAccount>> ListAsync(string? provider = null, string? userName = null, CancellationToken cancellationToken = default);

    /// <summary>An account; null when it was disconnected.</summary>
    Task<LinkedAccount?> FindAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Connects an account, or gives the tokens of one that is connected; its problem is over. Null when there is no such user.</summary>
    /// <param name="provider">The provider id.</param>
    /// <param name="userName">The person.</param>
    /// <param name="account">The account.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="by">Who does it; null for the system.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<LinkedAccount?> ConnectAsync(string provider, string userName, string account, SealedTokens tokens, Principal? by, CancellationToken cancellationToken = default);

    /// <summary>Disconnects an account; false when it was not connected.</summary>
    Task<bool> DisconnectAsync(long id, Principal? by, CancellationToken cancellationToken = default);

    /// <summary>Takes the right to refresh the tokens of an account for a while; false while another server has it.</summary>
    Task<bool> TryBeginRefreshAsync(long id, TimeSpan time, CancellationToken cancellationToken = default);

    /// <summary>Stores refreshed tokens, or the problem that refreshing met, and gives the right back. Does nothing where the account was connected again meanwhile.</summary>
    /// <param name="id">The account.</param>
    /// <param name="tokens">New tokens; null keeps those that are there.</param>
    /// <param name="problem">Why the account cannot be used any more; null for no problem.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task EndRefreshAsync(long id, SealedTokens? tokens, string? problem, CancellationToken cancellationToken = default);

    /// <summary>Remembers where the feed of changes goes on.</summary>
    Task SetCursorAsync(long id, string? cursor, CancellationToken cancellationToken = default);

    /// <summary>What administrators set for a provider; null for nothing.</summary>
    Task<LinkedServiceSettings?> FindSettingsAsync(string provider, CancellationToken cancellationToken = default);

    /// <summary>Replaces what administrators set for a provider; null takes it away. False where there was nothing to take away.</summary>
    Task<bool> SetSettingsAsync(string provider, LinkedServiceSettings? settings, Principal? by, CancellationToken cancellationToken = default);
}
