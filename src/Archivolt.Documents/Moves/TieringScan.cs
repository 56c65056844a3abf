using Archivolt.Documents.Dispatch;
using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>
/// Looks at every document and notes the blobs that belong elsewhere by now: since time passed, or since the rules are other ones than when
/// they were stored. Page by page, on one node at a time; interrupted, the next look goes on where it was, or begins afresh where other rules were applied since.
/// </summary>
public sealed class TieringScan(
    IDocumentStore documents, Placement placement, IBlobMoves moves, IBlobAccess access, JobLeases leases, IOptions<TieringOptions> options,
    TimeProvider clock, RulesInUse rules)
{
    /// <summary>Name of the work in the ledger.</summary>
    public const string Work = "tiering";

    /// <summary>What is asked of the work to look now.</summary>
    public const string Run = JobRequest.Run;

    private const int PageSize = 256;

    /// <summary>Asks for a look at all documents; whichever node is first makes it.</summary>
    public ValueTask AskAsync(CancellationToken cancellationToken = default) => leases.Ledger.RequestAsync(Work, Run, cancellationToken);

    /// <summary>What is known of the looks so far.</summary>
    public async Task<TieringStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        StatusOf(await leases.Ledger.FindAsync(Work, cancellationToken));

    private TieringStatus StatusOf(JobStatus? work)
    {
        var progress = TieringProgress.Of(work);
        return new TieringStatus(placement.DependsOnTime, work?.Request == Run, work?.Holder, progress, DueAt(progress));
    }

    internal DateTimeOffset? DueAt(TieringProgress? last) => !placement.DependsOnTime || options.Value.Every <= TimeSpan.Zero ? null
        : last is null ? clock.GetUtcNow()
        : JobSchedule.After(last.Started, options.Value.Every);

    /// <summary>True when a look was asked for, was interrupted, or is due by the schedule.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken = default) => IsDue(await leases.Ledger.FindAsync(Work, cancellationToken));

    internal bool IsDue(JobStatus? work)
    {
        var status = StatusOf(work);
        return status.Asked || status is { Progress.Finished: null, Progress: not null } || status.Next <= clock.GetUtcNow();
    }

    /// <summary>Looks at all documents, or at the rest of them when the last look was interrupted and the rules are still the same.</summary>
    /// <param name="progress">Receives how far it came, after every page.</param>
    /// <param name="cancellationToken">Cancels; the next look goes on there.</param>
    /// <returns>The result; null when another node is looking.</returns>
    public async Task<TieringProgress?> RunAsync(IProgress<TieringProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var run = await leases.TryRunAsync(Work, new JobRunOptions { IsOrdered = true }, cancellationToken, cancellationToken);
        return run is null ? null : await RunAsync(run, progress);
    }

    internal async Task<TieringProgress> RunAsync(JobRun run, IProgress<TieringProgress>? progress = null)
    {
        // Whoever asked for the look may have applied rules on another server.
        await rules.EnsureNewestAsync(run.Token);
        var number = rules.Number;
        var state = run.Read(TieringJson.Default.TieringProgress) is { Finished: null } left && IsKnown(left.Repository) && left.Rules == number ? left : await BeginAsync(number, run.Token);
        foreach (var repository in documents.Repositories.SkipWhile(name => state.Repository is not null && name != state.Repository).ToList())
        {
            state = state with { Repository = repository, After = state.Repository == repository ? state.After : null };
            await foreach (var page in documents.ListAllAsync(repository, state.After, run.Token).Chunk(PageSize).WithCancellation(run.Token))
            {
                state = await ScanAsync(state, page, run.Token);
                await run.SaveAsync(state, TieringJson.Default.TieringProgress, run.Token);
                progress?.Report(state);
            }
        }
        await access.PruneAsync(run.Token);
        state = state with { Seen = clock.GetUtcNow(), Finished = clock.GetUtcNow() };
        await run.SaveAsync(state, TieringJson.Default.TieringProgress, run.Token);
        progress?.Report(state);
        return state;
    }

    // Where a repository was configured away, its order among the others is lost as well.
    private bool IsKnown(string? repository) => repository is null || documents.Repositories.Contains(repository, StringComparer.Ordinal);

    private async Task<TieringProgress> BeginAsync(long number, CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var repository in documents.Repositories)
            total += await documents.CountAsync(repository, cancellationToken);
        var now = clock.GetUtcNow();
        return new TieringProgress { Started = now, Seen = now, Rules = number, Total = total };
    }

    private async Task<TieringProgress> ScanAsync(TieringProgress state, Document[] page, CancellationToken cancellationToken)
    {
        var lastAccesses = await placement.LastAccessesAsync(page, cancellationToken);
        var wanted = page.SelectMany(document => placement.MovesOf(document, lastAccesses)).ToList();
        await moves.AddAsync(wanted, cancellationToken);
        return state with
        {
            Seen = clock.GetUtcNow(),
            After = page[^1].Id,
            Documents = state.Documents + page.Length,
            Blobs = state.Blobs + page.Sum(document => document.Blobs().Count()),
            Queued = state.Queued + wanted.Count,
            Bytes = state.Bytes + wanted.Sum(move => move.Length ?? 0),
        };
    }
}
