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
    ValueTask<long> SweepAsync(CancellationToken cancellationToken = default);
}

/// <summary>What a signed URL is for. (The platform's usage hints.)</summary>
public enum UrlUsage
{
    /// <summary>The content as a file to keep.</summary>
    Download,

    /// <summary>The content to be read by a program.</summary>
    Stream,

    /// <summary>A page that shows the content.</summary>
    View,

    /// <summary>A page that edits the content.</summary>
    Edit,

    /// <summary>A page part that shows the content inside another page.</summary>
    Embed,
}

/// <summary>Ability of stores that can let a client fetch content directly for a while.</summary>
public interface ISignsUrls
{
    /// <summary>A URL that gives the blob's content without further authentication, or null when it is to be streamed through the server.</summary>
    ValueTask<Uri?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What the answer behind a signed URL should look like.</summary>
/// <param name="Usage">What the URL is for.</param>
/// <param name="MediaType">Media type of the answer, if it is to be set.</param>
/// <param name="ContentDisposition">Content-Disposition of the answer, if it is to be set.</param>
public sealed record UrlRequest(UrlUsage Usage, string? MediaType = null, string? ContentDisposition = null);
