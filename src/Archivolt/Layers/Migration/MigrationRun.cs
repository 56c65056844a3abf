using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Layers.Migration;

/// <summary>Works on one phase of a migration after the other, batch by batch, and keeps a checkpoint behind each.</summary>
internal sealed partial class MigrationRun(
    Migrating stores, MigrationStep step, JobRun run, TimeProvider clock, ILogger logger, IProgress<MigrationStatus>? progress)
{
    private const int BatchSize = 64;
    private const int Parallel = 8;
    private const int Attempts = 3;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    private readonly Lock _lock = new();
    private MigrationStatus _status = null!;
    private long _worked;
    private long _saved;

    /// <summary>Works until there is nothing left to do, people ask to wait, or something keeps it from going on.</summary>
    public async Task<MigrationStatus> RunAsync(MigrationStatus status)
    {
        // A stop is seen between two batches; what is being copied is finished.
        var cancellationToken = run.StepToken;
        _status = status;
        _worked = _saved = clock.GetTimestamp();
        try
        {
            while (_status is { IsWorking: true, IsHalted: false } && !run.IsStopAsked && await PhaseAsync(cancellationToken))
            {
            }
        }
        catch (BlobException exception) when (exception.Error != BlobError.Conflict)
        {
            // Not one blob's fault: a full disk, a store that does not answer. Everything so far is kept; resuming goes on.
            Note($"{exception.Message}");
            _status = _status with { IsHalted = true };
        }
        await SaveAsync(cancellationToken);
        return _status;
    }

    /// <summary>The store that a phase goes through.</summary>
    public static IBlobStore SourceOf(Migrating stores, MigrationPhase phase) => phase == MigrationPhase.RollingBack ? stores.Target : stores.Old;

    // True when the phase ended and the next one may begin.
    private async Task<bool> PhaseAsync(CancellationToken cancellationToken)
    {
        var from = SourceOf(stores, _status.Phase);
        if (_status.After is null)
            await CountAsync(from, cancellationToken);
        if (!await PassAsync(from, cancellationToken))
            return false;
        if (_status.Failed > 0)
        {
            _status = _status with { IsHalted = true, After = null };
            return false;
        }
        if (_status.Phase == MigrationPhase.RollingBack && !await EverybodyTurnedAsync(from, cancellationToken))
            return false;
        _status = _status.Begin(
            _status.Phase switch
            {
                MigrationPhase.Copying => MigrationPhase.Verifying,
                MigrationPhase.Verifying => MigrationPhase.Verified,
                MigrationPhase.RollingBack => MigrationPhase.RolledBack,
                _ => MigrationPhase.Purged,
            },
            clock.GetUtcNow()) with
        {
            Blobs = _status.Blobs,
            Bytes = _status.Bytes,
            TotalBlobs = _status.Blobs,
            TotalBytes = _status.Bytes,
            Copied = _status.Copied,
            Seconds = 0,
        };
        if (_status.IsWorking)
            _status = _status with { Blobs = 0, Bytes = 0, Copied = 0 };
        await SaveAsync(cancellationToken);
        return true;
    }

    // Another node may have written to the new store until it learnt of the way back: what is young there is looked at again.
    private async Task<bool> EverybodyTurnedAsync(IBlobStore from, CancellationToken cancellationToken)
    {
        var turned = _status.Started + 2 * MigrationCourse.Counts;
        var left = turned - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, cancellationToken);
        await foreach (var stat in from.ListAsync(cancellationToken: cancellationToken))
        {
            if (await Migrating.FindAsync(stores.Old, stat.Key, cancellationToken) is not { } there || there.Length != stat.Length)
                await BlobAsync(stat, from, cancellationToken);
        }
        if (_status.Failed == 0)
            return true;
        _status = _status with { IsHalted = true, After = null };
        return false;
    }

    private async Task<bool> PassAsync(IBlobStore from, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        await foreach (var batch in from.ListAsync(_status.After, cancellationToken).Chunk(BatchSize).WithCancellation(cancellationToken))
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(batch, parallel, async (stat, cancelled) => await BlobAsync(stat, from, cancelled));
            _status = _status with { After = batch[^1].Key };
            if (clock.GetElapsedTime(_saved) >= SaveEvery)
                await SaveAsync(cancellationToken);
            if (run.IsStopAsked)
                return false;
        }
        return true;
    }

    private async Task BlobAsync(BlobStat stat, IBlobStore from, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await step.RunAsync(stat.Key, from, purge: _status.Phase == MigrationPhase.Purging, cancellationToken);
                lock (_lock)
                {
                    _status = _status with
                    {
                        Blobs = _status.Blobs + 1,
                        Bytes = _status.Bytes + stat.Length,
                        Copied = _status.Copied + (outcome == CopyOutcome.Copied ? 1 : 0),
                    };
                }
                return;
            }
            catch (BlobException exception) when (exception.IsTransient && attempt < Attempts)
            {
                await Task.Delay(Retry.After(attempt, exception), clock, cancellationToken);
            }
            catch (BlobException exception) when (exception.Error is BlobError.Damaged or BlobError.IO or BlobError.InvalidKey or BlobError.TooLarge || exception.IsTransient)
            {
                lock (_lock)
                {
                    Note($"{stat.Key}: {exception.Message}");
                    _status = _status with { Blobs = _status.Blobs + 1, Bytes = _status.Bytes + stat.Length, Failed = _status.Failed + 1 };
                }
                return;
            }
        }
    }

    private async Task CountAsync(IBlobStore from, CancellationToken cancellationToken)
    {
        var (blobs, bytes) = await from.MeasureAsync(cancellationToken);
        _status = _status with { Blobs = 0, Bytes = 0, Copied = 0, Failed = 0, Seconds = 0, TotalBlobs = blobs, TotalBytes = bytes };
        await SaveAsync(cancellationToken);
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        _status = _status with { Seconds = _status.Seconds + clock.GetElapsedTime(_worked).TotalSeconds };
        _worked = _saved = clock.GetTimestamp();
        await run.SaveAsync(_status, MigrationJson.Default.MigrationStatus, cancellationToken);
        progress?.Report(_status with { IsRunning = true });
    }

    private void Note(string problem)
    {
        _status = _status with { LastProblem = problem };
        LogProblem(logger, _status.Provider, problem);
    }

    [LoggerMessage(1, LogLevel.Warning, "In the migration of provider {Provider}: {Problem}")]
    private static partial void LogProblem(ILogger logger, string provider, string problem);
}
