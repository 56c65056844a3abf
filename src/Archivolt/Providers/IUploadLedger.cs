using Archivolt.Blobs;

namespace Archivolt.Providers;

/// <summary>
/// Content on its way to a document. A writer reserves a key before content becomes visible under it, or before a document takes it over;
/// the document's own transaction closes the entry. What is reserved is never collected; what stays open was abandoned.
/// </summary>
/// <remarks>
/// With the list of condemned blobs this is the protocol that keeps a referenced blob from ever being collected: <c>docs/guarantees.md</c> says what
/// holds, the model in <c>CollectionModelTests</c> proves it.
/// </remarks>
public interface IUploadLedger
{
    /// <summary>
    /// Opens an entry for a key, and takes the key back if it is condemned. While the content is being deleted it waits for the end of that, and
    /// takes over from a collector that died in the middle: whatever is written from here on stays.
    /// </summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="key">Key inside the provider.</param>
    /// <param name="length">Length of the content in bytes, where it is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The entry, to be carried in <see cref="BlobInfo.Upload"/> to the document's transaction.</returns>
    /// <exception cref="BlobException"><see cref="BlobError.Timeout"/>: the deletion of the old content does not end; try again.</exception>
    ValueTask<Guid> ReserveAsync(string provider, string key, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>Entries that are open for at least a while, by provider and key.</summary>
    /// <param name="provider">Only of this provider; null for all.</param>
    /// <param name="olderThan">How long they are open at least, by the ledger's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<Upload> ListAsync(string? provider = null, TimeSpan olderThan = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes what is open for too long and condemns its content, unless a document refers to it or somebody else reserved it as well. A writer
    /// whose entry was closed must reserve again before it stores its document.
    /// </summary>
    /// <param name="provider">Of this provider.</param>
    /// <param name="olderThan">How long an upload may take until its document is stored.</param>
    /// <param name="grace">How long the content stays readable after that.</param>
    /// <param name="cancellationToken">Cancels; what was done stays done.</param>
    /// <returns>How many entries were closed.</returns>
    Task<long> CondemnAbandonedAsync(string provider, TimeSpan olderThan, TimeSpan grace, CancellationToken cancellationToken = default);
}

/// <summary>An open entry of the upload ledger.</summary>
/// <param name="Provider">Id of the provider.</param>
/// <param name="Key">Key inside the provider.</param>
/// <param name="Id">The entry.</param>
/// <param name="Length">Length in bytes, where it was known.</param>
/// <param name="Reserved">When, by the ledger's clock.</param>
/// <param name="Node">The process that reserved it.</param>
public sealed record Upload(string Provider, string Key, Guid Id, long? Length, DateTimeOffset Reserved, string Node);
