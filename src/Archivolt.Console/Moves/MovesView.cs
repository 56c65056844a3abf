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
        var waiting = due.Where(move => move.Attempts == 0).ToList();
        return new ShownMoves(status, waiting, failed, await PathsAsync([.. waiting, .. failed], cancellationToken), await tiering.StatusAsync(cancellationToken),
            (await jobs.FindAsync(TieringScan.Work, cancellationToken)).IsStopped, clock.GetUtcNow());
    }

    private async Task<IReadOnlyDictionary<string, string>> PathsAsync(IReadOnlyList<BlobMove> shown, CancellationToken cancellationToken)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var move in shown.DistinctBy(move => move.DocumentId))
        {
            if (await documents.FindAsync(move.Repository, move.DocumentId, cancellationToken) is { Path.Length: > 0 } document)
                paths.Add(document.Id, document.Path);
        }
        return paths;
    }
}

/// <summary>Moves and tiering as they are shown.</summary>
/// <param name="Status">What is to be moved, and how far that is.</param>
/// <param name="Due">The first of those that wait.</param>
/// <param name="Failed">The first of those whose last attempt failed.</param>
/// <param name="Paths">The paths of their documents, by id.</param>
/// <param name="Tiering">The looks at all documents.</param>
/// <param name="TieringIsStopped">True when somebody stopped them.</param>
/// <param name="Now">When this was so.</param>
internal sealed record ShownMoves(
    MoveStatus Status, IReadOnlyList<BlobMove> Due, IReadOnlyList<BlobMove> Failed, IReadOnlyDictionary<string, string> Paths, TieringStatus Tiering, bool TieringIsStopped, DateTimeOffset Now);
