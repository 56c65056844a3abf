using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Uploads;

/// <summary>Takes away batches that nobody used. It reads the database only, and touches stores for what is in those batches.</summary>
public sealed class UploadExpiry(UploadSessions sessions, IOptions<UploadOptions> options) : Job
{
    /// <inheritdoc/>
    public override string Name => "uploads/expiry";

    /// <inheritdoc/>
    public override JobSchedule Schedule { get; } = new(options.Value.ExpiryInterval);

    /// <inheritdoc/>
    public override async Task RunAsync(JobRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        await sessions.ExpireAsync(run.Report, run.Token);
    }
}
