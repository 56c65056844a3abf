using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Collection;

/// <summary>Collects a provider by itself, as <see cref="CollectionOptions"/> say, and goes on with what a node left that is gone.</summary>
internal sealed class CollectionJob(string provider, GarbageCollector collector, CollectionOptions options, TimeSpan look, TimeProvider clock) : Job
{
    public override string Name { get; } = GarbageCollector.WorkOf(provider);

    public override JobSchedule Schedule { get; } = new(look) { FirstAfter = look };

    public override async ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) =>
        IsTime(GarbageCollector.Read(status?.Checkpoint))
        || (options.Immediate && await collector.CountDueAsync(provider, cancellationToken) > 0);

    public override async Task RunAsync(JobRun run)
    {
        try
        {
            var isWhole = run.Options.IsOrdered || IsTime(GarbageCollector.Read(run.Checkpoint));
            await collector.RunAsync(new CollectionRequest(provider), run, isWhole);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict && !run.IsLost)
        {
            // The database refers to nothing there: that is for a person to decide, and the next look may find it otherwise.
            run.Report(exception.Message);
        }
    }

    public override JobProgress? ProgressOf(string checkpoint) => GarbageCollector.Read(checkpoint)?.ToProgress();

    public override DateTimeOffset? DueAt(JobStatus? status) => DueAt(GarbageCollector.Read(status?.Checkpoint));

    private bool IsTime(CollectionProgress? last) => DueAt(last) <= clock.GetUtcNow();

    // A run that was left unfinished is everybody's at once.
    private DateTimeOffset? DueAt(CollectionProgress? last) => options.Every is not { } every ? null
        : last is null or { IsWhole: true, Finished: null } ? clock.GetUtcNow()
        : JobSchedule.After(last.Finished ?? last.Started, every);
}

/// <summary>One collection for each provider that is collected.</summary>
internal sealed class CollectionJobs(
    BlobManager manager, GarbageCollector collector, IOptions<CollectionOptions> options, IOptions<ArchivoltOptions> host, TimeProvider clock) : IJobSource
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken)
    {
        await manager.EnsureOpenAsync(cancellationToken);
        return manager.Providers.Where(provider => collector.RefusalOf(provider) is null || IsOnlyLookedAt(provider))
            .Select(provider => new CollectionJob(provider.Id, collector, options.Value, Pause, clock));
    }

    // Opened to read, an installation tells of the jobs that its servers do.
    private bool IsOnlyLookedAt(BlobProvider provider) => host.Value.ReadOnly && provider.Options.KeyStrategy is not KeyStrategy.Foreign;

    private TimeSpan Pause => new[] { LongestPause, host.Value.LeaseTime / 3, options.Value.Every ?? LongestPause }.Min();
}
