using Archivolt.Jobs;
using Archivolt.Providers;

namespace Archivolt.Documents.Collection;

/// <summary>A collection under way in this process: its lease, and where it is.</summary>
internal sealed class CollectionRun(
    BlobProvider provider, JobRun job, TimeProvider clock, IProgress<CollectionProgress>? observer)
{
    public BlobProvider Provider => provider;

    /// <summary>The name of this term, for the proof of a deletion.</summary>
    public string Name => $"{job.Name} #{job.Fence}";

    /// <summary>Cancelled when the run ends: <see cref="JobRun.Token"/>.</summary>
    public CancellationToken Stop => job.Token;

    public required CollectionProgress Progress { get; set; }

    public Task EnterAsync(CollectionPhase phase, long due) => SaveAsync(Progress with { Phase = phase, PhaseStarted = clock.GetUtcNow(), Due = due });

    public Task FinishAsync() => SaveAsync(Progress with { Phase = CollectionPhase.Done, Finished = clock.GetUtcNow() });

    /// <summary>Reports the observer and writes it down for whoever goes on.</summary>
    public Task SaveAsync(CollectionProgress progress)
    {
        Progress = progress with { Updated = clock.GetUtcNow() };
        observer?.Report(Progress);
        return job.SaveAsync(Progress, CollectionJson.Default.CollectionProgress, Stop);
    }
}
