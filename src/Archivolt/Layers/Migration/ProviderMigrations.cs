using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Logging;

namespace Archivolt.Layers.Migration;

/// <summary>What people may ask of a migration.</summary>
public enum MigrationAction
{
    /// <summary>Begin to copy.</summary>
    Start,

    /// <summary>Wait.</summary>
    Pause,

    /// <summary>Go on, after a pause or after something failed.</summary>
    Resume,

    /// <summary>Read every copy again.</summary>
    Verify,

    /// <summary>Go back to the old store.</summary>
    Rollback,

    /// <summary>Delete what the old store has, which nothing takes back.</summary>
    Purge,
}

/// <summary>
/// Migrations of whole providers to another store (<see cref="Migrating"/>): asked for and watched from any node, worked on by one process at a time,
/// resumed after a kill where the last checkpoint is.
/// </summary>
public sealed class ProviderMigrations(
    BlobManager blobs, JobLeases leases, TimeProvider clock, ILogger<ProviderMigrations> logger, IOperatorLog? orders = null)
{
    private const int Attempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The providers that are configured to migrate.</summary>
    public async ValueTask<IReadOnlyList<string>> GetProvidersAsync(CancellationToken cancellationToken = default)
    {
        await blobs.EnsureOpenAsync(cancellationToken);
        return [.. blobs.Providers.Where(provider => StoresOf(provider) is not null).Select(provider => provider.Id)];
    }

    /// <summary>How far the migration of a provider came.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: no such provider; <see cref="BlobError.Unsupported"/>: it does not migrate.</exception>
    public async Task<MigrationStatus> FindAsync(string provider, CancellationToken cancellationToken = default)
    {
        await StoresAsync(provider, cancellationToken);
        var work = await leases.Ledger.FindAsync(MigrationStatus.WorkOf(provider), cancellationToken);
        return StatusOf(provider, work?.Checkpoint) with { IsRunning = work?.Holder is not null, IsPaused = JobRequest.IsStop(work?.Request) };
    }

    /// <summary>Takes what somebody asks, if the migration is where that makes sense. The work itself is done by <see cref="RunAsync(string, IProgress{MigrationStatus}, CancellationToken)"/>.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="action">What is asked.</param>
    /// <param name="by">Who asks, for the audit.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Conflict"/>: it makes no sense now, the message says why; <see cref="BlobError.Unsupported"/>: the provider does not migrate.
    /// </exception>
    public async Task<MigrationStatus> AskAsync(string provider, MigrationAction action, string by, CancellationToken cancellationToken = default)
    {
        var stores = await StoresAsync(provider, cancellationToken);
        if (action == MigrationAction.Pause)
        {
            await leases.Ledger.RequestAsync(MigrationStatus.WorkOf(provider), JobRequest.Pause, cancellationToken);
        }
        else
        {
            await using var lease = await TakeAsync(provider, cancellationToken)
                ?? throw new BlobException(BlobError.Conflict, $"The migration of '{provider}' is being worked on; pause it first.");
            var next = Next(StatusOf(provider, lease.Checkpoint), action, stores.Old);
            await leases.Ledger.RequestAsync(lease.Work, request: null, cancellationToken);
            await lease.SaveAsync(next.ToJson(), cancellationToken);
        }
        await RecordAsync(provider, action, by, cancellationToken);
        return await FindAsync(provider, cancellationToken);
    }

    /// <summary>
    /// Works on a migration until there is nothing left to do, somebody asks it to wait, or something keeps it from going on; null while another
    /// process works on it.
    /// </summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="progress">Receives how far it came, about every second.</param>
    /// <param name="cancellationToken">Stops the work; the next run goes on from the last checkpoint.</param>
    public async Task<MigrationStatus?> RunAsync(
        string provider, IProgress<MigrationStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        await StoresAsync(provider, cancellationToken);
        await using var run = await leases.TryRunAsync(MigrationStatus.WorkOf(provider), run: null, cancellationToken, cancellationToken);
        return run is null ? null : await RunAsync(provider, run, progress);
    }

    internal async Task<MigrationStatus> RunAsync(string provider, JobRun run, IProgress<MigrationStatus>? progress = null)
    {
        var stores = await StoresAsync(provider, run.Token);
        var status = StatusOf(provider, run.Checkpoint);
        if (run.Options.IsOrdered && status.IsWorking)
            status = status with { IsHalted = false, LastProblem = null };
        status = await new MigrationRun(stores, new MigrationStep(blobs[provider], stores), run, clock, logger, progress).RunAsync(status);
        return status with { IsPaused = run.IsStopAsked };
    }

    /// <summary>The bytes that the present phase goes through, by listing them.</summary>
    public async Task<long> MeasureAsync(string provider, CancellationToken cancellationToken = default)
    {
        var stores = await StoresAsync(provider, cancellationToken);
        var status = await FindAsync(provider, cancellationToken);
        return (await MigrationRun.SourceOf(stores, status.Phase).MeasureAsync(cancellationToken)).Bytes;
    }

    private async Task<JobLease?> TakeAsync(string provider, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await leases.TryTakeAsync(MigrationStatus.WorkOf(provider), cancellationToken) is { } lease)
                return lease;
            // Whoever has ended a phase, halted or was asked to pause is about to let go.
            var work = await leases.Ledger.FindAsync(MigrationStatus.WorkOf(provider), cancellationToken);
            if (attempt == Attempts || (StatusOf(provider, work?.Checkpoint) is { IsWorking: true, IsHalted: false } && !JobRequest.IsStop(work?.Request)))
                return null;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private MigrationStatus Next(MigrationStatus status, MigrationAction action, IBlobStore old)
    {
        var (phase, now) = (status.Phase, clock.GetUtcNow());
        return action switch
        {
            MigrationAction.Start when phase is MigrationPhase.NotStarted or MigrationPhase.RolledBack or MigrationPhase.Purged =>
                status.Begin(MigrationPhase.Copying, now),
            MigrationAction.Resume when status.IsWorking => status with { IsHalted = false, LastProblem = null },
            MigrationAction.Verify when phase is MigrationPhase.Verifying or MigrationPhase.Verified => status.Begin(MigrationPhase.Verifying, now),
            MigrationAction.Purge when phase == MigrationPhase.Verified => status.Begin(MigrationPhase.Purging, now),
            MigrationAction.Rollback when phase is MigrationPhase.Purging or MigrationPhase.Purged =>
                throw Refused("the old store is being purged or is purged: there is no way back"),
            MigrationAction.Rollback when phase is not (MigrationPhase.RollingBack or MigrationPhase.RolledBack) =>
                old.Traits.CanWrite
                    ? status.Begin(MigrationPhase.RollingBack, now)
                    : throw Refused("the old store does not accept writes"),
            MigrationAction.Purge => throw Refused("purge when every copy is verified"),
            _ => throw Refused($"'{action}' makes no sense now"),
        };

        BlobException Refused(string reason) =>
            new(BlobError.Conflict, $"The migration of '{status.Provider}' is {phase}{(status.IsHalted ? ", halted" : "")}: {reason}.");
    }

    private async ValueTask<Migrating> StoresAsync(string provider, CancellationToken cancellationToken)
    {
        await blobs[provider].EnsureOpenAsync(cancellationToken);
        return StoresOf(blobs[provider]) ?? throw new BlobException(BlobError.Unsupported,
            $"The provider '{provider}' does not migrate; its section needs MigrateFrom with the settings of the store that it leaves.");
    }

    private static Migrating? StoresOf(BlobProvider provider) => provider.Ability<Migrating>();

    private static MigrationStatus StatusOf(string provider, string? checkpoint) =>
        MigrationStatus.Parse(provider, checkpoint) ?? new MigrationStatus { Provider = provider };

    private async Task RecordAsync(string provider, MigrationAction action, string by, CancellationToken cancellationToken)
    {
        if (orders is null)
            return;
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["provider"] = provider };
        await orders.WriteAsync(new OperatorOrder($"migration{action}", by, $"Migration of the provider {provider}", details), cancellationToken);
    }
}
