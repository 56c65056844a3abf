using Archivolt.Blobs;
using Archivolt.Documents.Ownership;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Collection;

/// <summary>
/// Deletes what no document refers to, on line: plan, condemn, wait for the grace, purge. Condemned blobs stay readable, and a new write or
/// reference takes them back. Of all nodes one collects a provider at a time; a run that was interrupted goes on where it was.
/// </summary>
public sealed partial class GarbageCollector(
    BlobManager providers, IBlobReferences references, ICondemnedBlobs condemned, IUploadLedger uploads, JobLeases leases, StoreOwnership ownership,
    IOptions<CollectionOptions> options, IOptions<ArchivoltOptions> host, TimeProvider clock, ILogger<GarbageCollector> logger)
{
    private const int BatchSize = 500;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ResumesWithin = TimeSpan.FromDays(7);

    /// <summary>The name of a provider's collection in the work ledger.</summary>
    public static string WorkOf(string provider) => $"collect/{provider}";

    /// <summary>Why nothing is collected from a provider; null where it is. The providers are open (<see cref="BlobManager.EnsureOpenAsync"/>).</summary>
    public string? RefusalOf(BlobProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (!provider.Store.Traits.CanWrite)
            return "it is read-only";
        if (provider.Options.KeyStrategy is KeyStrategy.Foreign)
            return "its content belongs to somebody else";
        return providers.SharingStorageWith(provider) is [var sharer, ..]
            ? $"it shares its storage with '{sharer.Id}', and each would take the other's content for its own"
            : null;
    }

    /// <summary>What would be condemned now, and what is kept. Changes nothing.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Unsupported"/>: nothing is collected from this provider.</exception>
    public async ValueTask<CollectionPlan> PlanAsync(CollectionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await providers.EnsureOpenAsync(cancellationToken);
        return new CollectionPlan(Collected(request.Provider), references, Youngest(GraceOf(request)), request.Measure);
    }

    /// <summary>Condemns what the plan lists and nobody reserved; goes on where an interrupted run stopped.</summary>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Conflict"/>: another process is at it, or no document refers to anything there; <see cref="BlobError.Unsupported"/>.
    /// </exception>
    public Task<CollectionProgress> CondemnAsync(
        CollectionRequest request, IProgress<CollectionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        LeadAsync(request, isWhole: false, progress, run => CondemnAsync(run, request), cancellationToken);

    /// <summary>Deletes what is past its grace and still not in use.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Conflict"/>, <see cref="BlobError.Unsupported"/>.</exception>
    public Task<CollectionProgress> PurgeAsync(
        CollectionRequest request, IProgress<CollectionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        LeadAsync(request, isWhole: false, progress, PurgeAsync, cancellationToken);

    /// <summary>Closes abandoned uploads, deletes unfinished files, condemns, and purges what is past its grace.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Conflict"/>, <see cref="BlobError.Unsupported"/>.</exception>
    public Task<CollectionProgress> RunAsync(
        CollectionRequest request, IProgress<CollectionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        LeadAsync(request, isWhole: true, progress, run => RunAllAsync(run, request), cancellationToken);

    /// <summary>The whole, or only the purge, in a run that somebody began.</summary>
    internal Task<CollectionProgress> RunAsync(CollectionRequest request, JobRun run, bool isWhole) =>
        LeadAsync(Collected(request.Provider), GraceOf(request), request.Measure, isWhole, progress: null,
            isWhole ? collection => RunAllAsync(collection, request) : PurgeAsync, run);

    private async Task RunAllAsync(CollectionRun run, CollectionRequest request)
    {
        if (run.Progress.Phase == CollectionPhase.Preparing)
            await PrepareAsync(run);
        if (run.Progress.Phase != CollectionPhase.Purging)
            await CondemnAsync(run, request);
        await PurgeAsync(run);
    }

    /// <summary>Takes condemned blobs back, except those whose deletion began; returns how many.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="keys">Which; null for all.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<long> RestoreAsync(string provider, IReadOnlyCollection<string>? keys = null, CancellationToken cancellationToken = default) =>
        condemned.RestoreAsync(providers[provider].Id, keys, cancellationToken);

    /// <summary>Condemned blobs in key order.</summary>
    public IAsyncEnumerable<CondemnedBlob> ListCondemnedAsync(string provider, CancellationToken cancellationToken = default) =>
        condemned.ListAsync(providers[provider].Id, due: false, cancellationToken);

    /// <summary>What is known of a provider's collection, whichever node runs it.</summary>
    public async Task<CollectionStatus> FindStatusAsync(string provider, CancellationToken cancellationToken = default)
    {
        await providers.EnsureOpenAsync(cancellationToken);
        if ((RefusalOf(providers[provider]) ?? await ownership.FindCollectionRefusalAsync(provider, cancellationToken)) is { } refusal)
            return new CollectionStatus(provider, refusal, null, null, null);
        var work = await leases.Ledger.FindAsync(WorkOf(provider), cancellationToken);
        return new CollectionStatus(provider, null, work?.Holder, Read(work?.Checkpoint), await condemned.CountAsync(provider, cancellationToken));
    }

    /// <summary>How many condemned blobs are past their grace where a provider is collected; 0 elsewhere.</summary>
    internal async Task<long> CountDueAsync(string provider, CancellationToken cancellationToken)
    {
        await providers.EnsureOpenAsync(cancellationToken);
        return RefusalOf(providers[provider]) is null ? (await condemned.CountAsync(provider, cancellationToken)).Due : 0;
    }

    private BlobProvider Collected(string id) => providers[id] is var provider && RefusalOf(provider) is { } refusal
        ? throw new BlobException(BlobError.Unsupported, $"Nothing is collected from the provider '{id}': {refusal}.")
        : provider;

    private TimeSpan GraceOf(CollectionRequest request) => (request.Grace ?? options.Value.Grace) is var grace && grace >= TimeSpan.Zero
        ? grace
        : throw new BlobException(BlobError.Configuration, $"A grace of {grace} is not possible; it must not be negative.");

    private DateTimeOffset Youngest(TimeSpan grace) => clock.GetUtcNow() - grace;

    // Takes the lease, and picks up what an interrupted run left.
    private async Task<CollectionProgress> LeadAsync(
        CollectionRequest request, bool isWhole, IProgress<CollectionProgress>? progress, Func<CollectionRun, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await providers.EnsureOpenAsync(cancellationToken);
        var provider = Collected(request.Provider);
        var grace = GraceOf(request);
        await using var run = await leases.TryRunAsync(WorkOf(provider.Id), new JobRunOptions { IsOrdered = true }, cancellationToken, cancellationToken)
            ?? throw new BlobException(BlobError.Conflict, $"The provider '{provider.Id}' is being collected already; ask for its status.");
        return await LeadAsync(provider, grace, request.Measure, isWhole, progress, work, run);
    }

    private async Task<CollectionProgress> LeadAsync(
        BlobProvider provider, TimeSpan grace, bool measure, bool isWhole, IProgress<CollectionProgress>? progress, Func<CollectionRun, Task> work, JobRun job)
    {
        var run = new CollectionRun(provider, job, clock, progress)
        {
            Progress = job.Read(CollectionJson.Default.CollectionProgress) is { Finished: null } left && left.IsWhole == isWhole && left.Grace == grace
                && left.Found.ReferencedBytes is not null == measure && clock.GetUtcNow() - left.Updated < ResumesWithin
                    ? left
                    : new CollectionProgress { Provider = provider.Id, IsWhole = isWhole, Grace = grace, Started = clock.GetUtcNow(), PhaseStarted = clock.GetUtcNow() },
        };
        try
        {
            await RefuseSharedAsync(run);
            await ownership.RenewAsync(provider.Id, run.Stop);
            await work(run);
            await run.FinishAsync();
        }
        catch (OperationCanceledException) when (job.IsLost)
        {
            throw new BlobException(BlobError.Conflict, $"The collection of '{provider.Id}' was not renewed in time; another process goes on with it.");
        }
        LogDone(provider.Id, run.Progress.Condemned, run.Progress.Purged, run.Progress.PurgedBytes, run.Progress.Restored, run.Progress.Failed);
        return run.Progress;
    }

    // Somebody else may have come to the store since it was opened.
    private async Task RefuseSharedAsync(CollectionRun run)
    {
        if (await ownership.FindCollectionRefusalAsync(run.Provider.Id, run.Stop) is { } refusal)
            throw new BlobException(BlobError.Conflict, refusal);
    }

    private async Task PrepareAsync(CollectionRun run)
    {
        run.Progress = run.Progress with
        {
            Abandoned = await uploads.CondemnAbandonedAsync(run.Provider.Id, options.Value.UploadTimeout, run.Progress.Grace, run.Stop),
            CleanedUp = run.Provider.Ability<Stores.ICleansTempFiles>() is { } store ? await store.CleanUpAsync(run.Stop) : 0,
        };
    }

    private async Task CondemnAsync(CollectionRun run, CollectionRequest request)
    {
        if (run.Progress.Phase != CollectionPhase.Condemning)
        {
            if (!request.EvenIfUnreferenced)
                await RefuseUnreferencedAsync(run);
            await run.EnterAsync(CollectionPhase.Condemning, due: 0);
        }
        var batch = new List<CollectionCandidate>(BatchSize);
        var saved = clock.GetTimestamp();
        CollectionPlan plan = null!;
        plan = new CollectionPlan(run.Provider, references, Youngest(run.Progress.Grace), request.Measure, run.Progress.Position, run.Progress.Found)
        {
            Between = () => clock.GetElapsedTime(saved) >= SaveEvery ? SaveAsync() : Task.CompletedTask,
        };
        await foreach (var candidate in plan.WithCancellation(run.Stop))
        {
            batch.Add(candidate);
            if (batch.Count == BatchSize)
                await SaveAsync();
        }
        await SaveAsync();
        if (plan.Tally.Ageless > 0)
            LogAgeless(run.Provider.Id, plan.Tally.Ageless);

        Task SaveAsync()
        {
            saved = clock.GetTimestamp();
            return CondemnBatchAsync(run, plan, batch);
        }
    }

    // Condemned first, noted afterwards: what is repeated after a crash condemns nothing twice.
    private async Task CondemnBatchAsync(CollectionRun run, CollectionPlan plan, List<CollectionCandidate> batch)
    {
        var done = batch.Count == 0
            ? []
            : await condemned.CondemnAsync(run.Provider.Id, batch, CollectionReason.Unreferenced, run.Progress.Grace, run.Stop);
        batch.Clear();
        await run.SaveAsync(run.Progress with
        {
            Position = plan.Position,
            Found = plan.Tally with { },
            Condemned = run.Progress.Condemned + done.Count,
            CondemnedBytes = run.Progress.CondemnedBytes + done.Sum(blob => blob.Length ?? 0),
        });
    }

    private async Task RefuseUnreferencedAsync(CollectionRun run)
    {
        if (await references.ListKeysAsync(run.Provider.Id, cancellationToken: run.Stop).AnyAsync(run.Stop)
            || !await run.Provider.ListAsync(cancellationToken: run.Stop).AnyAsync(run.Stop))
        {
            return;
        }
        throw new BlobException(BlobError.Conflict,
            $"No document refers to anything in the provider '{run.Provider.Id}', which holds content. Is this the right database? If it is, say that everything may go.");
    }

    private async Task PurgeAsync(CollectionRun run)
    {
        await RefuseSharedAsync(run);
        if (run.Progress.Phase != CollectionPhase.Purging)
            await run.EnterAsync(CollectionPhase.Purging, (await condemned.CountAsync(run.Provider.Id, run.Stop)).Due);
        await new Purge(condemned, host.Value.LeaseTime, clock, logger).RunAsync(run);
    }

    internal static CollectionProgress? Read(string? checkpoint) => Checkpoint.ReadOrNull(checkpoint, CollectionJson.Default.CollectionProgress);

    [LoggerMessage(1, LogLevel.Information,
        "Collected '{Provider}': {Condemned} condemned, {Purged} deleted ({PurgedBytes} bytes), {Restored} restored, {Failed} failed.")]
    private partial void LogDone(string provider, long condemned, long purged, long purgedBytes, long restored, long failed);

    [LoggerMessage(2, LogLevel.Warning, "{Count} blobs of '{Provider}' have no age and are left alone.")]
    private partial void LogAgeless(string provider, long count);
}
