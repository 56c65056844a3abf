namespace Archivolt.Stores;

/// <summary>
/// Ability of stores where a write may take several requests, to any process that shares the storage, and go on after a broken connection or a power
/// cut: what was appended stays until it is committed, aborted or has expired. Nobody sees it before.
/// </summary>
/// <remarks>
/// Failures: <see cref="Blobs.BlobError.NotFound"/> for an id that is not known (any more), and those of a draft. An id is used by one caller at a time;
/// where two append at the same offset, one of them fails.
/// </remarks>
public interface IResumableWrites
{
    /// <summary>Begins a write that is empty so far.</summary>
    ValueTask<ResumableWrite> BeginAsync(CancellationToken cancellationToken = default);

    /// <summary>How far a write is; null when there is none with this id.</summary>
    ValueTask<ResumableWrite?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends content, as durably as <see cref="StoreTraits.Durability"/> says. Where reading it fails or is cancelled, what arrived before is kept, and the
    /// failure is reported: <see cref="FindAsync"/> then tells where to go on.
    /// </summary>
    /// <param name="id">The write.</param>
    /// <param name="offset">Where the content belongs, which must be the length so far.</param>
    /// <param name="content">The content, read to its end.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.Conflict"/>: the length so far is another.</exception>
    ValueTask<ResumableWrite> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken = default);

    /// <summary>What was appended so far, from the beginning, such as to compute the key of the finished content.</summary>
    ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes what was appended, as <see cref="BlobDraft.CommitAsync"/> does, and ends the write. After a failure the write is what it was and may be
    /// committed again.
    /// </summary>
    /// <param name="id">The write.</param>
    /// <param name="key">The key.</param>
    /// <param name="options">As for a draft; where <see cref="WriteOptions.ExpectedLength"/> is set, the content must have that length.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.Conflict"/>: the length is another, or what <see cref="WriteOptions.IfUnchanged"/> says.</exception>
    ValueTask<BlobStat> CommitAsync(string id, string key, WriteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Keeps a write alive for at least half of the time for which writes live; false when there is none with this id.</summary>
    ValueTask<bool> ProlongAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Gives a write up without waiting for who appends to it, who then fails; false when there is none with this id.</summary>
    ValueTask<bool> AbortAsync(string id, CancellationToken cancellationToken = default);
}

/// <summary>A write that is not finished.</summary>
/// <param name="Id">Its id, made by the store: letters, digits, <c>-</c> and <c>_</c>, not to be guessed.</param>
/// <param name="Length">Bytes that were appended so far.</param>
/// <param name="Expires">When it may be cleared away, unless more is appended before.</param>
public sealed record ResumableWrite(string Id, long Length, DateTimeOffset Expires);
