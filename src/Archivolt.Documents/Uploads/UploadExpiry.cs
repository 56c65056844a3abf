using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Uploads;

/// <summary>
/// Takes away batches that nobody used, and keeps what the others hold. It reads the database only, and touches stores for what is in those batches.
/// </summary>
public sealed class UploadExpiry(UploadSessions sessions, IOptions<UploadOptions> options, TimeProvider clock) : Job
{
    // Of the days for which stores keep writes.
    private static readonly TimeSpan ProlongEvery = TimeSpan.FromHours(12);

    private DateTimeOffset _prolonged = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public override string Name => "uploads/expiry";

    /// <inheritdoc/>
    public override JobSchedule Schedule { get; } = new(options.Value.ExpiryInterval);

    /// <inheritdoc/>
    public override async Task RunAsync(JobRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        await sessions.ExpireAsync(run.Report, run.Token);
        if (clock.GetUtcNow() < JobSchedule.After(_prolonged, ProlongEvery))
            return;
        await sessions.ProlongWritesAsync(run.Report, run.Token);
        _prolonged = clock.GetUtcNow();
    }
}
