using Archivolt.Blobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Jobs;

/// <summary>Takes background work for this node, so that of all nodes only one does it at a time.</summary>
public sealed class JobLeases(IJobLedger ledger, IOptions<ArchivoltOptions> options, TimeProvider clock)
{
    internal static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>This process, for people who ask who holds a work.</summary>
    public static string Holder { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>The ledger that the leases are written in.</summary>
    public IJobLedger Ledger => ledger;

    /// <summary>Takes the work; null while another node, or another caller here, holds it. The lease renews itself until it is disposed.</summary>
    /// <param name="work">Name, such as <c>collect/default</c>.</param>
    /// <param name="cancellationToken">Cancels the taking.</param>
    public async ValueTask<JobLease?> TryTakeAsync(string work, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(work);
        var length = options.Value.LeaseTime;
        if (length < Shortest)
            throw new BlobException(BlobError.Configuration, $"Archivolt:LeaseTime is {length}; it must be at least {Shortest}.");
        var asked = clock.GetTimestamp();
        var term = await ledger.TryTakeAsync(work, Holder, length, cancellationToken);
        return term is null ? null : new JobLease(ledger, term, length, clock, asked);
    }

    /// <summary>Takes the work for a run; null while somebody else does it.</summary>
    /// <param name="work">Name, such as <c>collect/default</c>.</param>
    /// <param name="run">How; null for a run that is due.</param>
    /// <param name="running">Ends the run.</param>
    /// <param name="taking">Cancels the taking; what was taken by then is given back.</param>
    public async ValueTask<JobRun?> TryRunAsync(string work, JobRunOptions? run = null, CancellationToken running = default, CancellationToken taking = default)
    {
        run ??= new JobRunOptions();
        if (await TryTakeAsync(work, taking) is not { } lease)
            return null;
        try
        {
            // Taken back before the run begins: whoever asks meanwhile gets another one.
            var isAsked = lease.Request == JobRequest.Run;
            if (isAsked || (run.IsOrdered && lease.Request is not null))
                await lease.ClearRequestAsync(taking);
            return new JobRun(work, lease, isAsked ? run with { IsOrdered = true } : run, running);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }
}
