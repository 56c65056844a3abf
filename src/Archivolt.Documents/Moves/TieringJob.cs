using Archivolt.Jobs;

namespace Archivolt.Documents.Moves;

/// <summary>Looks at all documents for blobs that belong elsewhere, when that is due.</summary>
internal sealed class TieringJob(TieringScan scan) : Job
{
    public override string Name => TieringScan.Work;

    public override JobSchedule Schedule { get; } = new(TimeSpan.FromSeconds(15));

    public override ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) => ValueTask.FromResult(scan.IsDue(status));

    public override DateTimeOffset? DueAt(JobStatus? status) => scan.DueAt(TieringProgress.Of(status));

    public override Task RunAsync(JobRun run) => scan.RunAsync(run);

    public override JobProgress? ProgressOf(string checkpoint) => TieringProgress.Of(checkpoint)?.ToProgress();
}
