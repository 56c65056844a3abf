namespace Archivolt.Documents.Uploads;

/// <summary>
/// Batches of uploads, known to every node. Each method is one transaction. A batch that ended is not found any more, and nothing is added to it.
/// </summary>
public interface IUploadSessionLedger
{
    /// <summary>Opens an empty batch.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">Name of its user.</param>
    /// <param name="lifetime">How long it lives without an upload.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task CreateAsync(string id, string owner, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>A batch with its files; null when there is none or it ended.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="file">Only with this file; null with all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<UploadBatch?> FindAsync(string id, int? file = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a batch live for another lifetime.</summary>
    Task ProlongAsync(string id, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Notes a part before a byte of it is written, so that it is found again whatever happens.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>: there is no such batch.</exception>
    Task BeginPartAsync(string batch, int file, UploadPart part, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a part count: of a file that comes in one piece instead of what was there before, of one in chunks beside the others. A part that counts already stays as it is.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="file">The file's description; its parts are not looked at.</param>
    /// <param name="part">The part, which need not have begun.</param>
    /// <param name="lifetime">How long the batch lives from now on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The parts that it replaced; they are still known, to be taken away.</returns>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>: there is no such batch; <see cref="DocumentError.Conflict"/>: the chunk is there already, or the file has another
    /// number of chunks or another length.
    /// </exception>
    Task<IReadOnlyList<UploadPart>> CompletePartAsync(
        string batch, UploadFile file, UploadPart part, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Describes a file before any of it has arrived.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>: there is no such batch.</exception>
    Task PutFileAsync(string batch, UploadFile file, CancellationToken cancellationToken = default);

    /// <summary>Adds a part that is complete behind the others of its file.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="file">The file.</param>
    /// <param name="part">The part.</param>
    /// <param name="offset">The length of the others.</param>
    /// <param name="lifetime">How long the batch lives from now on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>: there is no such batch or file; <see cref="DocumentError.Conflict"/>: the others have another length.
    /// </exception>
    Task AppendPartAsync(string batch, int file, UploadPart part, long offset, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Makes a file of the parts of others, which lose them.</summary>
    /// <param name="batch">The batch of the new file.</param>
    /// <param name="file">The new file.</param>
    /// <param name="parts">The parts in order, each with the batch that it is in.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>: there is no such batch, or one of the parts has been used meanwhile.</exception>
    Task ConcatenateAsync(string batch, UploadFile file, IReadOnlyList<(string Batch, Guid Part)> parts, CancellationToken cancellationToken = default);

    /// <summary>Takes a file out of its batch; null when it has none with this number.</summary>
    /// <returns>Its parts; they are still known, to be taken away.</returns>
    Task<IReadOnlyList<UploadPart>?> RemoveFileAsync(string batch, int file, CancellationToken cancellationToken = default);

    /// <summary>Ends a batch.</summary>
    /// <returns>All its parts; they are still known, to be taken away. Empty when there is no such batch.</returns>
    Task<IReadOnlyList<UploadPart>> EndAsync(string batch, CancellationToken cancellationToken = default);

    /// <summary>Forgets parts that were taken away.</summary>
    Task ForgetPartsAsync(IEnumerable<Guid> parts, CancellationToken cancellationToken = default);

    /// <summary>Forgets a batch that ended, with everything that is known of it.</summary>
    Task ForgetAsync(string batch, CancellationToken cancellationToken = default);

    /// <summary>All batches, the newest first, also those that ended or expired and were not taken away yet.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<OpenUpload>> ListAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>How many batches of somebody that have not ended hold content.</summary>
    /// <param name="owner">Name of their user.</param>
    /// <param name="prefix">What their ids begin with; not empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<int> CountFilledAsync(string owner, string prefix, CancellationToken cancellationToken = default);

    /// <summary>Parts of batches that have not ended which are unfinished writes of a store, by id.</summary>
    /// <param name="after">Only ids behind this one; null from the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<UploadPart>> WritesAsync(Guid? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Ids of batches that ended or expired, in order.</summary>
    /// <param name="after">Only ids behind this one; null from the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<string>> OverAsync(string? after, int limit, CancellationToken cancellationToken = default);
}
