using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;

namespace Archivolt.WebConsole.Moves;

/// <summary>Looks at the blobs that are on their way to another provider, and at the looks for those that belong elsewhere.</summary>
internal sealed class MovesView(IBlobMoves moves, MoveRun run, TieringScan tiering, JobCatalog jobs, IDocumentStore documents, TimeProvider clock)
{
    // More than people go through; the command line lists all.
    public const int MostShown = 50;

    public async Task<ShownMoves> LookAsync(CancellationToken cancellationToken)
    {
        var status = await run.StatusAsync(cancellationToken);
        var failed = status.Totals.Failed == 0 ? [] : await moves.ListAsync(failedOnly: true, cancellationToken).Take(MostShown).ToListAsync(cancellationToken);
        var due = status.Totals.Waiting == 0 ? [] : await moves.FindDueAsync(MostShown, cancellationToken);
        return new ShownMoves(status, await WithPathsAsync(due.Where(move => move.Attempts == 0), cancellationToken), await WithPathsAsync(failed, cancellationToken), await tiering.StatusAsync(cancellationToken),
            (await jobs.FindAsync(TieringScan.Work, cancellationToken)).IsStopped, clock.GetUtcNow());
    }

    private async Task<IReadOnlyList<ShownMove>> WithPathsAsync(IEnumerable<BlobMove> found, CancellationToken cancellationToken)
    {
        var shown = new List<ShownMove>();
        foreach (var move in found)
            shown.Add(new ShownMove(move, await documents.FindAsync(move.Repository, move.DocumentId, cancellationToken) is { Path.Length: > 0 } document ? document.Path : null));
        return shown;
    }
}

/// <summary>A move as it is shown.</summary>
/// <param name="Move">The move.</param>
/// <param name="DocumentPath">Path of its document; null where it has none.</param>
internal sealed record ShownMove(BlobMove Move, string? DocumentPath);

/// <summary>Moves and tiering as they are shown.</summary>
/// <param name="Status">What is to be moved, and how far that is.</param>
/// <param name="Due">The first of those that wait.</param>
/// <param name="Failed">The first of those whose last attempt failed.</param>
/// <param name="Tiering">The looks at all documents.</param>
/// <param name="TieringIsStopped">True when somebody stopped them.</param>
/// <param name="Now">When this was so.</param>
internal sealed record ShownMoves(
    MoveStatus Status, IReadOnlyList<ShownMove> Due, IReadOnlyList<ShownMove> Failed, TieringStatus Tiering, bool TieringIsStopped, DateTimeOffset Now);
