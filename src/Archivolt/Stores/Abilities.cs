namespace Archivolt.Stores;

/// <summary>
/// Ability of stores where content already present can be written again without its bytes: the existence check and the new age in one call.
/// </summary>
public interface ITouch
{
    /// <summary>
    /// Makes the blob as young as if it had just been written, and its presence as durable as a commit would; null when it is not here.
    /// </summary>
    ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>
/// Ability of stores that can take a damaged blob out of reach without destroying it: the key is free at once, for every node that shares the
/// storage, and the bytes are kept for whoever wants to look at them.
/// </summary>
public interface IQuarantine
{
    /// <summary>
    /// Sets a blob aside if it is still the one that was seen (<see cref="BlobStat.IsSameVersionAs"/>), and says where its bytes are now; null when it is
    /// gone or was written again since.
    /// </summary>
    /// <param name="seen">The blob when it was looked at.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default);

    /// <summary>Gives what was set aside its key again; false when the key is taken by now, or the bytes are gone.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">What <see cref="QuarantineAsync"/> said.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default);
}

/// <summary>
/// Ability of stores that list names several times faster than names with lengths and ages. A layer answers it only where it lists the same keys.
/// </summary>
public interface IListsKeys
{
    /// <summary>The keys of <see cref="IBlobStore.ListAsync"/>; one whose blob was deleted meanwhile may be among them.</summary>
    IAsyncEnumerable<string> ListKeysAsync(string? after = null, CancellationToken cancellationToken = default);
}

/// <summary>
/// Marks abilities that concern how one store keeps its bytes, such as its keyring, and not what readers see of single blobs. A layer over one
/// store may pass all of them on; one that joins several stores may pass none.
/// </summary>
public interface IStoreUpkeep;

/// <summary>Ability of stores where writers that died leave unfinished content behind.</summary>
public interface ICleansTempFiles : IStoreUpkeep
{
    /// <summary>Deletes what no living writer can need any more; returns how many files that were.</summary>
    ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default);
}
