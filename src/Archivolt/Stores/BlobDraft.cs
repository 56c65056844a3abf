namespace Archivolt.Stores;

/// <summary>
/// A write nobody sees until it is committed under its key. Disposing an uncommitted draft leaves nothing behind; a draft is used by one
/// caller at a time.
/// </summary>
public abstract class BlobDraft : IAsyncDisposable
{
    /// <summary>Where the content is written; write-only, sequential. After a write that failed the draft takes no more, and is not committed.</summary>
    public abstract Stream Body { get; }

    /// <summary>
    /// Publishes the content under <paramref name="key"/>, atomically and as durably as <see cref="StoreTraits.Durability"/> says, then
    /// returns what is stored. When the key exists already and <see cref="WriteOptions.Replace"/> is off, the existing content stays
    /// untouched, its age is refreshed and the call succeeds. After a failure nothing unfinished is visible; only where
    /// the last step failed, making the key durable, whole content may stay under it.
    /// </summary>
    public abstract ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>What a draft throws that is to take more, or to be committed, after a write to it failed.</summary>
    protected static InvalidOperationException Incomplete() => new("A write to this draft failed, so its content is not complete.");

    /// <summary>Gives the draft up unless it was committed.</summary>
    public abstract ValueTask DisposeAsync();
}
