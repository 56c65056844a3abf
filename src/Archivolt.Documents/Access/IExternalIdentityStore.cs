namespace Archivolt.Documents.Access;

/// <summary>
/// Which user somebody at an identity provider is. Issuer and subject decide, never a name or an e-mail address: a name is taken from the provider once, for a user that is created, and only where nobody
/// has it. Changes are in the audit (<see cref="AccessEvents"/>).
/// </summary>
public interface IExternalIdentityStore
{
    /// <summary>
    /// The user that a person is, created where there is none and the person has a name. The groups that the provider names replace those that it gave before; groups that were given here stay, and so does the only administrator one.
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Denied"/>: nobody here is this person, the user was deleted, or the name is taken or cannot be one; the message says which.</exception>
    Task<Principal> EnterAsync(ExternalPerson person, CancellationToken cancellationToken = default);

    /// <summary>Uses the nonce of a sign-in up, one here or one at a vendor whose account is connected. False when it was used before.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="time">How long to remember it; no answer of the provider with it is good for longer.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<bool> TryUseAsync(string nonce, TimeSpan time, CancellationToken cancellationToken = default);

    /// <summary>The identities of a user, or of deleted users for null; 1000 at most.</summary>
    Task<IReadOnlyList<KnownIdentity>> ListAsync(string? userName, CancellationToken cancellationToken = default);

    /// <summary>Lets a person act for a user. False when there is no such user.</summary>
    /// <exception cref="InvalidOperationException">The person is another user already.</exception>
    /// <exception cref="ArgumentException">Issuer or subject is empty, too long or no text.</exception>
    Task<bool> LinkAsync(ExternalIdentity identity, string userName, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Forgets a person: who comes again is a new one. Sessions go on until they end. False when nobody was known.</summary>
    Task<bool> UnlinkAsync(ExternalIdentity identity, Principal? by = null, CancellationToken cancellationToken = default);
}
