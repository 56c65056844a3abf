namespace Archivolt.Jobs;

/// <summary>
/// Work in the background: a name, a schedule and what is done in one run. <see cref="JobRunner"/> runs it on one node at a time, goes on on
/// another node when one is gone, waits after an error and tries again; none of a job's exceptions reaches the host.
/// </summary>
public abstract class Job
{
    /// <summary>Name in the ledger, such as <c>scrub/default</c>; the same on every node and in every version.</summary>
    public abstract string Name { get; }

    /// <summary>When the runner looks whether there is something to do.</summary>
    public abstract JobSchedule Schedule { get; }

    /// <summary>
    /// True when there is something to do. Asked at every look of the schedule, while nobody holds the job, nobody stopped it, and nobody asked
    /// for a run; true unless overridden.
    /// </summary>
    /// <param name="status">What the ledger knows; null when the job never ran.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public virtual ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <summary>When <see cref="IsDueAsync"/> becomes true as time passes; null, unless overridden, where that is no matter of time.</summary>
    /// <param name="status">What the ledger knows; null when the job never ran.</param>
    public virtual DateTimeOffset? DueAt(JobStatus? status) => null;

    /// <summary>
    /// Does what there is to do, from the checkpoint of <paramref name="run"/> on. An exception ends this run only; after a wait, or the
    /// <see cref="Blobs.BlobException.RetryAfter"/> of the exception, the next one goes on from the last checkpoint.
    /// </summary>
    /// <param name="run">The run: its checkpoint, its token, and where it tells how far it is.</param>
    public abstract Task RunAsync(JobRun run);

    /// <summary>How far a checkpoint is; null where that cannot be told, as for a checkpoint of another version.</summary>
    /// <param name="checkpoint">JSON, as the job saved it.</param>
    public virtual JobProgress? ProgressOf(string checkpoint) => null;
}

/// <summary>Jobs that depend on what is configured, such as one for each provider.</summary>
public interface IJobSource
{
    /// <summary>The jobs; asked for when one is needed first, and again after an error.</summary>
    ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken);
}
