using Archivolt.Blobs;
using Archivolt.Stores;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Collection;

/// <summary>Deletes what is due, batch by batch: begin, delete, end. The steps and their names are those of the model.</summary>
/// <param name="condemned">The condemned blobs.</param>
/// <param name="term">After this time others may take a deletion over.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class Purge(ICondemnedBlobs condemned, TimeSpan term, TimeProvider clock, ILogger logger)
{
    private const int BatchSize = 64;
    private const int Workers = 8;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(2);

    private enum Outcome
    {
        Nothing,
        Deleted,
        Restored,
        Failed,
    }

    public async Task RunAsync(CollectionRun run)
    {
        var saved = clock.GetTimestamp();
        var progress = run.Progress;
        await foreach (var batch in condemned.ListAsync(run.Provider.Id, due: true, run.Stop).Chunk(BatchSize).WithCancellation(run.Stop))
        {
            var ends = await PurgeAsync(run, [.. batch.Select(blob => blob.Key)]);
            progress = ends.Aggregate(progress, (sum, end) => Add(sum, end.Outcome, end.Bytes));
            if (clock.GetElapsedTime(saved) < SaveEvery)
                continue;
            saved = clock.GetTimestamp();
            await run.SaveAsync(progress);
        }
        await run.SaveAsync(progress);
    }

    // One flush of the disk marks a whole batch.
    private async Task<(Outcome Outcome, long Bytes)[]> PurgeAsync(CollectionRun run, IReadOnlyList<string> keys)
    {
        var (started, startedAt) = (clock.GetTimestamp(), clock.GetUtcNow());
        var starts = await condemned.BeginPurgeAsync(run.Provider.Id, keys, term, run.Stop);
        var ends = new (Outcome, long)[keys.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = run.Stop };
        await Parallel.ForAsync(0, keys.Count, parallel, async (i, cancellationToken) =>
            ends[i] = await PurgeAsync(run, keys[i], starts[i], IsOver, cancellationToken));
        return ends;

        // By both clocks: one stands still while a machine sleeps, the other may be set. Others may be about to take over.
        bool IsOver() => clock.GetElapsedTime(started) > term / 2 || (clock.GetUtcNow() - startedAt).Duration() > term / 2;
    }

    private static CollectionProgress Add(CollectionProgress progress, Outcome outcome, long bytes) => outcome switch
    {
        Outcome.Deleted => progress with { Purged = progress.Purged + 1, PurgedBytes = progress.PurgedBytes + bytes },
        Outcome.Restored => progress with { Restored = progress.Restored + 1 },
        Outcome.Failed => progress with { Failed = progress.Failed + 1 },
        _ => progress,
    };

    private async Task<(Outcome Outcome, long Bytes)> PurgeAsync(
        CollectionRun run, string key, PurgeStart start, Func<bool> isOver, CancellationToken cancellationToken)
    {
        if (start is not { Purge: { } purge, Blob: { } blob })
            return (start.Restored ? Outcome.Restored : Outcome.Nothing, 0);
        try
        {
            var stat = await run.Provider.StatAsync(key, cancellationToken);
            // Written again by somebody who knows of no ledger, such as another program; or condemned when stray files were taken for blobs.
            if (stat?.Modified > blob.Condemned || !run.Provider.Options.KeyStrategy.HasCertainlyMade(key))
            {
                await EndAsync(run, key, purge, PurgeEnd.Restored);
                return (Outcome.Restored, 0);
            }
            if (isOver())
                return (Outcome.Failed, 0);
            await run.Provider.Store.DeleteAsync(key, DeletionProof.Collected(run.Name), cancellationToken);
            await EndAsync(run, key, purge, PurgeEnd.Deleted);
            return (Outcome.Deleted, stat?.Length ?? 0);
        }
        catch (BlobException exception)
        {
            LogFailed(run.Provider.Id, key, exception.Message);
            // A request that got no answer may still be carried out: the key stays closed until the term is over.
            if (!exception.IsTransient)
                await EndAsync(run, key, purge, PurgeEnd.Failed);
            return (Outcome.Failed, 0);
        }
    }

    private Task EndAsync(CollectionRun run, string key, Guid purge, PurgeEnd end) =>
        condemned.EndPurgeAsync(run.Provider.Id, key, purge, end, CancellationToken.None);

    [LoggerMessage(3, LogLevel.Warning, "The condemned blob '{Provider}:{Key}' could not be deleted: {Problem}")]
    private partial void LogFailed(string provider, string key, string problem);
}
