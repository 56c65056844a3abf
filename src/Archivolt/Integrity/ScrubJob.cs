using Archivolt.Jobs;
using Archivolt.Providers;

namespace Archivolt.Integrity;

/// <summary>Scrubs a provider: when somebody asks for it, and as often as <see cref="ScrubOptions.Every"/> says.</summary>
internal sealed class ScrubJob(string provider, Scrubber scrubber) : Job
{
    public override string Name { get; } = Scrubber.WorkOf(provider);

    public override JobSchedule Schedule { get; } = new(TimeSpan.FromSeconds(15));

    public override ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) => ValueTask.FromResult(scrubber.IsDue(status));

    public override DateTimeOffset? DueAt(JobStatus? status) => scrubber.DueAt(status);

    public override async Task RunAsync(JobRun run)
    {
        var report = await scrubber.RunAsync(provider, run, new ScrubRun { BytesPerSecond = run.Options.BytesPerSecond });
        if (report.End != ScrubEnd.TooMuchDamage)
            return;
        // The next look would set as many aside again; a person is to look first.
        await scrubber.StopAsync(provider, CancellationToken.None);
        run.Report($"There are more than {scrubber.Options.StopAfter} damaged blobs: look at the storage and keys before starting it again.");
    }

    public override JobProgress? ProgressOf(string checkpoint) => ScrubState.Parse(checkpoint)?.ToProgress();
}

/// <summary>One scrub for each provider.</summary>
internal sealed class ScrubJobs(BlobManager manager, Scrubber scrubber) : IJobSource
{
    public ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IEnumerable<Job>>(manager.Providers.Select(provider => new ScrubJob(provider.Id, scrubber)));
}
