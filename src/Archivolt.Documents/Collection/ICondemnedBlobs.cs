namespace Archivolt.Documents.Collection;

/// <summary>
/// Blobs that are to be deleted when their grace is over. They stay readable; a new reference or a new write takes them back. Every decision
/// is one transaction that looks at references, uploads and condemnations together, by the database's clock.
/// </summary>
public interface ICondemnedBlobs
{
    /// <summary>Condemns those that no document refers to, that nobody reserved, and that are not condemned already; returns them.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="blobs">What to condemn.</param>
    /// <param name="reason">Why.</param>
    /// <param name="grace">How long they stay.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<IReadOnlyList<CollectionCandidate>> CondemnAsync(
        string provider, IReadOnlyCollection<CollectionCandidate> blobs, CollectionReason reason, TimeSpan grace, CancellationToken cancellationToken = default);

    /// <summary>Takes condemned blobs back, except those whose deletion began; returns how many.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="keys">Which; null for all of the provider.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<long> RestoreAsync(string provider, IReadOnlyCollection<string>? keys = null, CancellationToken cancellationToken = default);

    /// <summary>Condemned blobs in <see cref="Stores.KeyOrder"/>.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="due">Only those whose grace is over, or whose deletion was interrupted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<CondemnedBlob> ListAsync(string provider, bool due = false, CancellationToken cancellationToken = default);

    /// <summary>How many there are.</summary>
    Task<CondemnedTotals> CountAsync(string provider, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins the deletion of blobs whose grace is over; reservations of their keys wait from here on. A blob that a document refers to or somebody
    /// reserved is restored instead. All this is on stable storage when the method returns, because deletions rest on it.
    /// </summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="keys">Keys inside the provider.</param>
    /// <param name="term">How long the deletions may take until others take over. The caller must not delete any more when it is over.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>An answer for each key, in their order.</returns>
    Task<IReadOnlyList<PurgeStart>> BeginPurgeAsync(
        string provider, IReadOnlyList<string> keys, TimeSpan term, CancellationToken cancellationToken = default);

    /// <summary>Ends a deletion: the blob is gone, or it stays condemned when it could not be deleted.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="key">Key inside the provider.</param>
    /// <param name="purge">The deletion.</param>
    /// <param name="end">What became of it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task EndPurgeAsync(string provider, string key, Guid purge, PurgeEnd end, CancellationToken cancellationToken = default);
}

/// <summary>The answer to beginning a deletion.</summary>
/// <param name="Purge">The deletion; null when there is none to do.</param>
/// <param name="Blob">What is to be deleted.</param>
/// <param name="Restored">True when the blob is in use again and no longer condemned.</param>
public readonly record struct PurgeStart(Guid? Purge, CondemnedBlob? Blob, bool Restored);

/// <summary>What became of a deletion.</summary>
public enum PurgeEnd
{
    /// <summary>The blob is gone.</summary>
    Deleted,

    /// <summary>It could not be deleted and stays condemned; the next run tries again.</summary>
    Failed,

    /// <summary>It was written again by somebody who reserved nothing, and is no longer condemned.</summary>
    Restored,
}
