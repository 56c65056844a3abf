using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Encryption;

/// <summary>Re-encrypts a provider once somebody started it; what ended with its node goes on where it was, on any node.</summary>
internal sealed partial class ReencryptionJob(BlobProvider provider, TimeProvider clock, ILogger<ReencryptionJob> logger) : Job
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    public override string Name { get; } = ReencryptionStatus.WorkOf(provider.Id);

    public override JobSchedule Schedule { get; } = new(TimeSpan.FromSeconds(15));

    // What another version left may be unfinished: looking again loses nothing, leaving it would.
    public override ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) =>
        ValueTask.FromResult(status?.Checkpoint is { } checkpoint && ReencryptionStatus.Parse(checkpoint) is not { IsFinished: true });

    public override async Task RunAsync(JobRun run)
    {
        var reencryption = new Reencryption(provider);
        // Afresh loses nothing: what is done is recognised by its header.
        var status = run.Read(ReencryptionJson.Default.ReencryptionStatus) is { IsFinished: false } before
            ? before with { LastProblem = null }
            : new ReencryptionStatus { Provider = provider.Id, Started = clock.GetUtcNow() };
        await SaveAsync(run, status, run.Token);
        var throttle = new JobThrottle(run.Options.BytesPerSecond, clock);
        var saved = clock.GetTimestamp();
        try
        {
            await foreach (var blob in reencryption.RunAsync(status.After, progress: null, run.Token))
            {
                status = status.With(blob);
                if (blob.Problem is { } problem)
                    LogFailed(provider.Id, blob.Key, problem);
                if (clock.GetElapsedTime(saved) >= SaveEvery)
                {
                    await SaveAsync(run, status, run.Token);
                    saved = clock.GetTimestamp();
                }
                if (run.IsStopAsked)
                    return;
                await throttle.SpendAsync(blob.Length, run.Token);
            }
            status = status with { IsFinished = true };
        }
        finally
        {
            if (!run.IsLost)
                await SaveAsync(run, status, CancellationToken.None);
        }
        LogFinished(provider.Id, status.Blobs, status.Rewritten, status.Failed);
    }

    public override JobProgress? ProgressOf(string checkpoint) => ReencryptionStatus.Parse(checkpoint)?.ToProgress();

    private static Task SaveAsync(JobRun run, ReencryptionStatus status, CancellationToken cancellationToken) =>
        run.SaveAsync(status, ReencryptionJson.Default.ReencryptionStatus, cancellationToken);

    [LoggerMessage(1, LogLevel.Information, "The re-encryption of provider {Provider} finished: {Blobs} blobs, {Rewritten} written again, {Failed} failed.")]
    private partial void LogFinished(string provider, long blobs, long rewritten, long failed);

    [LoggerMessage(2, LogLevel.Warning, "The blob '{Key}' of provider {Provider} was not re-encrypted: {Problem}")]
    private partial void LogFailed(string provider, string key, string problem);
}

/// <summary>One re-encryption for each provider that can be re-encrypted.</summary>
internal sealed class ReencryptionJobs(
    BlobManager manager, IOptions<ArchivoltOptions> host, TimeProvider clock, ILogger<ReencryptionJob> logger) : IJobSource
{
    public async ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken)
    {
        await manager.EnsureOpenAsync(cancellationToken);
        // Opened to read, an installation tells of the jobs that its servers do.
        return manager.Providers.Where(provider => Reencryption.IsPossible(provider) || (host.Value.ReadOnly && provider.Ability<IReencrypts>() is not null))
            .Select(provider => new ReencryptionJob(provider, clock, logger));
    }
}
