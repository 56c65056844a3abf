using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>
/// Bytes under keys. Drivers and layers implement this and nothing else; every promise here is a test in <c>BlobStoreContract</c>.
/// </summary>
/// <remarks>
/// All members may be called from any thread at any time. A key is opaque text of 1 to <see cref="StoreTraits.MaxKeyLength"/> characters:
/// whatever it spells, it never leads outside the store, and a key that cannot be used fails with <see cref="BlobError.InvalidKey"/>.
/// A reader sees a blob whole or not at all. Failures are <see cref="BlobException"/>s, except cancellation
/// (<see cref="OperationCanceledException"/>) and use after disposal (<see cref="ObjectDisposedException"/>).
/// </remarks>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>What this store is and can do.</summary>
    StoreTraits Traits { get; }

    /// <summary>Length, age and version of a blob; null means only "not here", never "not known".</summary>
    ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens content for reading: what is known of the blob, the range, and its bytes, in one call and of one state of the blob. A blob deleted or
    /// replaced while it is read either stays readable or fails; it never ends early without an error.
    /// </summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>, <see cref="BlobError.RangeNotSatisfiable"/>.</exception>
    ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default);

    /// <summary>Starts a write that nobody sees until it is committed.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.ReadOnly"/>, <see cref="BlobError.NoSpace"/>.</exception>
    ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a blob. False when it was not there.</summary>
    ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every committed blob in <see cref="KeyOrder"/>, starting after <paramref name="after"/> (which need not exist). Blobs written or deleted
    /// meanwhile may or may not appear; all others appear exactly once. Memory does not grow with the number of blobs, up to one directory's.
    /// <see cref="StoreTraits.Listing"/> names the stores that list in another order or not at all.
    /// </summary>
    IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// An ability beyond the contract, such as <see cref="ITouch"/>; null when this store does not have it. A layer answers with its own and with
    /// those of the store it wraps that it lists as true through it; it denies all others.
    /// </summary>
    object? GetService(Type ability);
}
