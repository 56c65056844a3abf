namespace Archivolt.Documents.Ownership;

/// <summary>Which installation this is; all nodes on one database are one.</summary>
/// <param name="Id">Made with the database, and kept when it is copied.</param>
/// <param name="Number">Grows with every start and every collection, so that of two copies of a database the older one is known.</param>
public sealed record InstallationIdentity(Guid Id, long Number);

/// <summary>What the database knows of its installation and of the stores that it has used.</summary>
public interface IInstallationLedger
{
    /// <summary>The installation; made when there is none.</summary>
    Task<InstallationIdentity> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>The installation with its next number, which is on stable storage when it returns.</summary>
    /// <param name="atLeast">A number that the next one must exceed.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<InstallationIdentity> AdvanceAsync(long atLeast = 0, CancellationToken cancellationToken = default);

    /// <summary>True when a store was used in this place before.</summary>
    Task<bool> HasUsedAsync(string place, CancellationToken cancellationToken = default);

    /// <summary>Remembers that a store is used in a place.</summary>
    Task RememberAsync(string place, CancellationToken cancellationToken = default);

    /// <summary>Writes something that changes nothing, to learn whether the database takes changes at all.</summary>
    /// <exception cref="Blobs.BlobException">It does not; the message says why.</exception>
    Task ProbeAsync(CancellationToken cancellationToken = default);
}
