using System.IO.Pipelines;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Uploads;
using Archivolt.Stores;

namespace Archivolt.Documents.Downloads;

/// <summary>
/// Content of no document that was made for somebody to fetch later. It waits where uploads do, as the only file of a batch that belongs to them but is no upload of theirs, and goes with that
/// batch: by <see cref="EndAsync"/>, or by the job that takes expired batches away. Any node serves it.
/// </summary>
public sealed class TemporaryBlobs(UploadSessions sessions, IUploadSessionLedger ledger, IAuditLog audit, TimeProvider clock)
{
    /// <summary>How long content waits to be fetched.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>So many wait for one person at once; more are refused to them.</summary>
    public const int MostForOne = 100;

    private const string Prefix = UploadSessions.KeptPrefix;

    // What nobody makes any more, because the process is gone, is not waited for.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMinutes(2);

    // What a file's sender would say of it.
    private const string Failed = "failed: ";
    private const string Downloaded = "downloaded";

    private const int LongestError = 2000;

    /// <summary>Begins a temporary blob, which has no content yet.</summary>
    /// <param name="owner">Who may fetch it.</param>
    /// <param name="fileName">Its name so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: <see cref="MostForOne"/> wait for the person already.</exception>
    public async Task<TemporaryBlob> BeginAsync(Principal owner, string fileName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.IsAnonymous)
            throw new DownloadException(DownloadError.AuthenticationNeeded, "Sign in to have something made that you fetch later.");
        // Each takes room on a disk, which costs whoever asks for it nothing.
        if (await ledger.CountFilledAsync(owner.Name, Prefix, cancellationToken) >= MostForOne)
            throw new DocumentException(DocumentError.Conflict, $"{MostForOne} files wait for you already; fetch some of them, or wait until they expire.");
        var key = Guid.NewGuid();
        await ledger.CreateAsync(BatchOf(key), owner.Name, Silence, cancellationToken);
        var file = new UploadFile(0) { FileName = fileName };
        await ledger.PutFileAsync(BatchOf(key), file, cancellationToken);
        return new TemporaryBlob(key, file);
    }

    /// <summary>Gives a temporary blob its content; at its end all of it is there, or nothing.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="writeAsync">Writes it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task StoreAsync(
        TemporaryBlob blob, string fileName, string mediaType, Func<Stream, CancellationToken, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentNullException.ThrowIfNull(writeAsync);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var heart = clock.CreateTimer(_ => _ = ProlongAsync(blob), null, Heartbeat, Heartbeat);
        var pipe = new Pipe();
        var writing = WriteAsync();
        try
        {
            await using var read = pipe.Reader.AsStream();
            var file = blob.File with { FileName = fileName, MediaType = mediaType };
            await sessions.StoreWholeAsync(BatchOf(blob.Key), file, BlobSource.FromStream(read).With(fileName, mediaType), Lifetime, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            try
            {
                await using var target = pipe.Writer.AsStream(leaveOpen: true);
                await writeAsync(target, stop.Token);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception exception)
            {
                // Whoever reads throws it.
                await pipe.Writer.CompleteAsync(exception);
            }
        }
    }

    /// <summary>Remembers that a temporary blob cannot be made.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="reason">Why, in a sentence for its owner.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task FailAsync(TemporaryBlob blob, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentNullException.ThrowIfNull(reason);
        var text = reason.Length > LongestError ? reason[..LongestError] : reason;
        await ledger.PutFileAsync(BatchOf(blob.Key), blob.File with { Metadata = Failed + text }, cancellationToken);
        await ledger.ProlongAsync(BatchOf(blob.Key), Lifetime, cancellationToken);
    }

    /// <summary>Somebody's temporary blob; null where they have none with this key.</summary>
    public async Task<TemporaryBlob?> FindAsync(Principal owner, Guid key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.IsAnonymous)
            throw new DownloadException(DownloadError.AuthenticationNeeded, "Sign in to fetch what was made for you.");
        return await ledger.FindAsync(BatchOf(key), 0, cancellationToken) is { Files: [var file] } batch && string.Equals(batch.Owner, owner.Name, StringComparison.Ordinal)
            ? new TemporaryBlob(key, file)
            : null;
    }

    /// <summary>Opens a range of the content.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.RangeNotSatisfiable"/>: it begins behind the end; or the store failed.</exception>
    public async ValueTask<BlobContent> OpenAsync(TemporaryBlob blob, ByteRange range, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        var (offset, count) = range.Resolve(blob.Stat.Length);
        return new BlobContent(blob.Stat, offset, count, new PartRange(await sessions.OpenAsync(blob.Part, cancellationToken), offset, count));
    }

    /// <summary>Writes the one audit entry of the blob, before the first of its bytes goes out.</summary>
    public async Task RecordAsync(Principal owner, TemporaryBlob blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(blob);
        if (blob.File.Metadata == Downloaded)
            return;
        await audit.WriteAsync(new AuditEntry
        {
            EventId = "download",
            PrincipalName = owner.Name,
            EventDate = clock.GetUtcNow(),
            Comment = blob.File.FileName,
            Extended = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["blobFilename"] = blob.File.FileName ?? "",
                ["downloadReason"] = "download",
            },
        }, cancellationToken);
        await ledger.PutFileAsync(BatchOf(blob.Key), blob.File with { Metadata = Downloaded }, cancellationToken);
    }

    /// <summary>Takes a blob away that was fetched; does nothing where it is gone.</summary>
    public Task EndAsync(TemporaryBlob blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return sessions.TryEndAsync(BatchOf(blob.Key), cancellationToken);
    }

    internal static string? ErrorOf(UploadFile file) => file.Metadata?.StartsWith(Failed, StringComparison.Ordinal) is true ? file.Metadata[Failed.Length..] : null;

    private async Task ProlongAsync(TemporaryBlob blob)
    {
        try
        {
            await ledger.ProlongAsync(BatchOf(blob.Key), Silence);
        }
        catch (BlobException)
        {
            // The next one may come through; the content is refused at its end otherwise.
        }
    }

    private static string BatchOf(Guid key) => $"{Prefix}{key}";
}
