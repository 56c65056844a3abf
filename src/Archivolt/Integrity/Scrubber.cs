using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Integrity;

/// <summary>
/// Reads all content of a provider again, within a budget, to find damage before a reader does. Of all nodes one does it at a time; after a stop
/// or a kill the next run goes on where the last checkpoint was.
/// </summary>
public sealed partial class Scrubber(
    BlobManager manager, Quarantine quarantine, JobLeases leases, IOptions<ScrubOptions> options, TimeProvider clock, ILogger<Scrubber> logger)
{
    /// <summary>The settings.</summary>
    public ScrubOptions Options => options.Value;

    /// <summary>Looks at every blob that the pass has still to look at, or begins the next pass.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="run">How; null for the configured way.</param>
    /// <param name="cancellationToken">Stops it; what was looked at stays looked at.</param>
    /// <exception cref="Blobs.BlobException">The provider cannot be listed, or the database does not answer.</exception>
    public async Task<ScrubReport> RunAsync(string provider, ScrubRun? run = null, CancellationToken cancellationToken = default)
    {
        _ = manager[provider];
        await using var job = await leases.TryRunAsync(WorkOf(provider), new JobRunOptions { IsOrdered = true }, cancellationToken, cancellationToken);
        return job is null ? new ScrubReport(ScrubEnd.Busy, null) : await RunAsync(provider, job, run ?? new ScrubRun());
    }

    internal async Task<ScrubReport> RunAsync(string provider, JobRun job, ScrubRun run)
    {
        await manager[provider].EnsureOpenAsync(job.Token);
        using var pass = new ScrubPass(manager[provider], quarantine, job, run, Options, clock);
        LogStarted(provider);
        var report = await pass.RunAsync();
        if (report.End == ScrubEnd.TooMuchDamage)
            LogTooMuchDamage(provider, Options.StopAfter);
        LogEnded(provider, report.End, report.State!.Blobs, report.State.Damaged);
        return report;
    }

    /// <summary>Asks the node that scrubs a provider to stop; it does within seconds.</summary>
    public ValueTask StopAsync(string provider, CancellationToken cancellationToken = default) =>
        leases.Ledger.RequestAsync(WorkOf(provider), JobRequest.Stop, cancellationToken);

    /// <summary>Who scrubs a provider and how far he came; null when it was never scrubbed.</summary>
    public async ValueTask<(string? Holder, ScrubState? State)?> FindAsync(string provider, CancellationToken cancellationToken = default) =>
        await leases.Ledger.FindAsync(WorkOf(provider), cancellationToken) is { } status ? (status.Holder, ScrubState.Parse(status.Checkpoint)) : null;

    /// <summary>True when a pass is due by <see cref="ScrubOptions.Every"/>, or was interrupted and nobody asked for that.</summary>
    public async ValueTask<bool> IsDueAsync(string provider, CancellationToken cancellationToken = default)
    {
        var status = await leases.Ledger.FindAsync(WorkOf(provider), cancellationToken);
        return status?.Holder is null && !JobRequest.IsStop(status?.Request) && IsDue(status);
    }

    internal bool IsDue(JobStatus? status) => DueAt(status) <= clock.GetUtcNow();

    internal DateTimeOffset? DueAt(JobStatus? status) => Options.Every is not { } every ? null
        : ScrubState.Parse(status?.Checkpoint) is { Ended: not null } state ? JobSchedule.After(state.Started, every)
        : clock.GetUtcNow();

    /// <summary>Name of the job that scrubs a provider.</summary>
    public static string WorkOf(string provider) => $"scrub/{provider}";

    [LoggerMessage(1, LogLevel.Information, "Scrubbing {Provider}.")]
    private partial void LogStarted(string provider);

    [LoggerMessage(2, LogLevel.Information, "The scrub of {Provider} ended: {End} after {Blobs} blobs, {Damaged} of them damaged.")]
    private partial void LogEnded(string provider, ScrubEnd end, long blobs, long damaged);

    [LoggerMessage(3, LogLevel.Critical,
        "The scrub of {Provider} found more than {StopAfter} damaged blobs and stopped: look at its storage and keys before starting it again.")]
    private partial void LogTooMuchDamage(string provider, int stopAfter);
}

/// <summary>How one run of a scrub goes, and who hears of it.</summary>
public sealed record ScrubRun
{
    /// <summary>Most bytes to read in a second; null for the configured number.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Hears of every blob that is not sound.</summary>
    public Action<ScrubFinding>? Found { get; init; }

    /// <summary>Hears how far the pass came, many times a second.</summary>
    public Action<ScrubState>? Progress { get; init; }
}
