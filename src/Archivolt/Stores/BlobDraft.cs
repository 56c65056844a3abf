namespace Archivolt.Stores;

/// <summary>
/// A write nobody sees until it is committed under its key. Disposing an uncommitted draft leaves nothing behind; a draft is used by one
/// caller at a time.
/// </summary>
public abstract class BlobDraft : IAsyncDisposable
{
    private DraftBody? _body;

    /// <summary>
    /// Where the content is written; write-only, sequential. After a write that failed or was cancelled the draft takes no more, and is not
    /// committed: bytes are missing.
    /// </summary>
    public Stream Body => _body ??= new DraftBody(Content);

    /// <summary>Where <see cref="Body"/> leads.</summary>
    protected abstract Stream Content { get; }

    /// <summary>
    /// Publishes the content under <paramref name="key"/>, atomically and as durably as <see cref="StoreTraits.Durability"/> says, then
    /// returns what is stored. When the key exists already and <see cref="WriteOptions.Replace"/> is off, the existing content stays
    /// untouched, its age is refreshed and the call succeeds. After a failure nothing unfinished is visible; only where
    /// the last step failed, making the key durable, whole content may stay under it.
    /// </summary>
    /// <exception cref="InvalidOperationException">A write failed or was cancelled before.</exception>
    public ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default)
    {
        _body?.MustBeWhole();
        return PublishAsync(key, cancellationToken);
    }

    /// <summary>Does what <see cref="CommitAsync"/> promises; the content is whole.</summary>
    protected abstract ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken);

    /// <summary>Gives the draft up unless it was committed.</summary>
    public abstract ValueTask DisposeAsync();
}
