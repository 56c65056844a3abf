using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Providers;

namespace Archivolt.Documents.Moves;

/// <summary>How a move ended.</summary>
public enum MoveOutcome
{
    /// <summary>The document refers to the copy.</summary>
    Moved,

    /// <summary>By now the blob is where it belongs, or gone.</summary>
    NotNeeded,

    /// <summary>The document changed meanwhile; the move stays and is decided again.</summary>
    Changed,
}

/// <summary>
/// Makes one move: decides again, copies, reads the copy back, and switches the reference if the document still has that blob. The original
/// stays for the collector, so whoever reads it meanwhile reads to the end. Interrupted anywhere, the same move can simply be made again.
/// </summary>
public sealed class BlobMover(
    IDocumentStore documents, BlobManager manager, Placement placement, SchemaRegistry schemas, IBlobMoves moves, RecordLocks locks)
{
    /// <summary>Makes a move, or finds that it is not needed and drops it.</summary>
    /// <param name="move">The move.</param>
    /// <param name="progress">Receives the number of bytes copied so far.</param>
    /// <param name="cancellationToken">Cancels; the move stays.</param>
    /// <exception cref="BlobException">It failed; the document refers to the original as before.</exception>
    public async Task<MoveOutcome> MoveAsync(BlobMove move, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (await DecideAgainAsync(move, cancellationToken) is not var (present, blob))
        {
            await moves.DropAsync(move, cancellationToken);
            return MoveOutcome.NotNeeded;
        }
        var copy = await CopyAsync(present, blob, progress, cancellationToken);
        var switched = await documents.ReplaceBlobAsync(
            present.Repository, present.DocumentId, present.Path, present.Key, copy, $"rule '{present.Rule}'", cancellationToken);
        // What protected the original protects the copy.
        if (switched && await documents.FindAsync(present.Repository, present.DocumentId, cancellationToken) is { IsRecord: true } record)
        {
            // The original is to be collected; a time that runs there ends by itself.
            await locks.FollowAsync(record, [placement.Resolve(present.Key, present.Repository)], cancellationToken);
        }
        return switched ? MoveOutcome.Moved : MoveOutcome.Changed;
    }

    private async Task<BlobInfo> CopyAsync(BlobMove move, BlobInfo blob, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (source, target, path) = (manager[move.Source], manager[move.Target], schemas.LowLevel(move.Path));
        try
        {
            return await MakeAsync(ContentOwner.First(move.Repository, move.DocumentId, path));
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict && target.Options.KeyStrategy is KeyStrategy.ByDocument)
        {
            // What the document had before is still there under its id.
            return await MakeAsync(ContentOwner.Next(move.Repository, move.DocumentId, path));
        }

        Task<BlobInfo> MakeAsync(BlobOwner owner) => VerifiedCopy.MakeAsync(source, blob, target, owner, progress, cancellationToken);
    }

    private async Task<(BlobMove Present, BlobInfo Blob)?> DecideAgainAsync(BlobMove move, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(move.Repository, move.DocumentId, cancellationToken) is not { } document
            || document.Properties.Get(move.Path) is not BlobInfo blob)
        {
            return null;
        }
        var lastAccesses = await placement.LastAccessesAsync([document], cancellationToken);
        return placement.MoveOf(document, move.Path, blob, lastAccesses) is { } present ? (present, blob) : null;
    }
}
