namespace Archivolt.Documents.Linked;

/// <summary>The right to act for one account at a vendor.</summary>
public abstract class LinkedCredentials
{
    /// <summary>What tells these credentials from others, for caches; no secret.</summary>
    public abstract string Id { get; }

    /// <summary>The account, as the vendor names it; empty before that is known.</summary>
    public abstract string Account { get; }

    /// <summary>An access token for the account.</summary>
    /// <param name="refused">The token that the vendor has just refused, which is then not given again; null otherwise.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Blobs.BlobException">
    /// <see cref="Blobs.BlobError.PermissionDenied"/>: the account was disconnected at the vendor, or here; <see cref="Blobs.BlobError.Unavailable"/>: the vendor does not answer.
    /// </exception>
    public abstract ValueTask<string> GetTokenAsync(string? refused = null, CancellationToken cancellationToken = default);
}

/// <summary>Ability of <see cref="ILinkedFiles"/> that acts for people without asking them, because an administrator of the vendor's domain allowed it.</summary>
public interface IActsForDomain
{
    /// <summary>Credentials for an account of the domain; null where this is not configured.</summary>
    /// <param name="email">The e-mail address of the person, as an administrator of this server entered it.</param>
    LinkedCredentials? ActFor(string email);
}
