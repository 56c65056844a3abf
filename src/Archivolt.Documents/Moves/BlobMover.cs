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
        var owner = new BlobOwner(present.Repository, present.DocumentId, schemas.LowLevel(present.Path));
        var copy = await VerifiedCopy.MakeAsync(manager[present.Source], blob, manager[present.Target], owner, progress, cancellationToken);
        var switched = await documents.ReplaceBlobAsync(
            present.Repository, present.DocumentId, present.Path, present.Key, copy, $"rule '{present.Rule}'", cancellationToken);
        // What protected the original protects the copy.
        if (switched && await documents.FindAsync(present.Repository, present.DocumentId, cancellationToken) is { IsRecord: true } record)
            await locks.ApplyAsync(record, cancellationToken);
        return switched ? MoveOutcome.Moved : MoveOutcome.Changed;
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
