using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Integrity;

/// <summary>One run of a scrub over what its pass has still to look at.</summary>
internal sealed class ScrubPass : IDisposable
{
    private readonly BlobProvider _provider;
    private readonly Quarantine _quarantine;
    private readonly JobRun _job;
    private readonly ScrubRun _run;
    private readonly ScrubOptions _options;
    private readonly TimeProvider _clock;
    private readonly ScrubPassage _passage;
    private readonly long _began;
    private ScrubState _state = null!;
    private long _read;
    private long _readOfBlob;
    private long _saved;
    private int _quarantined;

    public ScrubPass(BlobProvider provider, Quarantine quarantine, JobRun job, ScrubRun run, ScrubOptions options, TimeProvider clock)
    {
        (_provider, _quarantine, _job, _run, _options, _clock) = (provider, quarantine, job, run, options, clock);
        _passage = new ScrubPassage(new JobThrottle(run.BytesPerSecond ?? options.BytesPerSecond, clock), Count);
        _began = _saved = clock.GetTimestamp();
    }

    public async Task<ScrubReport> RunAsync()
    {
        var last = _job.Read(ScrubJson.Default.ScrubState);
        _state = last is { Ended: null } ? last : await BeginAsync(last, _job.Token);
        var end = ScrubEnd.Stopped;
        try
        {
            end = await ScanAllAsync(_job.Token);
            if (end == ScrubEnd.Completed)
                _state = _state with { Ended = _clock.GetUtcNow(), LastStarted = _state.Started };
        }
        catch (OperationCanceledException) when (_job.IsLost)
        {
            throw new BlobException(BlobError.Conflict, $"The scrub of '{_provider.Id}' was not renewed in time; another node may go on with it.");
        }
        catch (OperationCanceledException) when (_job.IsStopAsked)
        {
            // The next run goes on from here.
        }
        finally
        {
            // What was looked at need not be read again, however the run ends.
            if (!_job.IsLost)
                await SaveAsync(CancellationToken.None);
        }
        return new ScrubReport(end, _state);
    }

    public void Dispose() => _passage.Dispose();

    // Everything is listed first, so that it can be said how much there is to do.
    private async Task<ScrubState> BeginAsync(ScrubState? last, CancellationToken cancellationToken)
    {
        var started = _clock.GetUtcNow();
        var (blobs, bytes) = await _provider.Store.MeasureAsync(cancellationToken);
        return new ScrubState { Pass = (last?.Pass ?? 0) + 1, Started = started, LastStarted = last?.LastStarted, TotalBlobs = blobs, TotalBytes = bytes };
    }

    private async Task<ScrubEnd> ScanAllAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await foreach (var stat in _provider.ListAsync(_state.After, cancellationToken))
                {
                    if (_job.IsStopAsked)
                        return ScrubEnd.Stopped;
                    if (!await ScanAsync(stat, cancellationToken))
                        return ScrubEnd.TooMuchDamage;
                    _state = _state with { After = stat.Key, Blobs = _state.Blobs + 1, Bytes = _state.Bytes + stat.Length, BytesPerSecond = Rate() };
                    _readOfBlob = 0;
                    _run.Progress?.Invoke(_state);
                    if (_clock.GetElapsedTime(_saved) >= _options.CheckpointEvery)
                        await SaveAsync(cancellationToken);
                    attempt = 1;
                }
                return ScrubEnd.Completed;
            }
            catch (BlobException exception) when (exception.IsTransient && attempt < _options.Attempts)
            {
                await WaitAsync(attempt, cancellationToken);
            }
        }
    }

    // False when there is too much damage to go on.
    private async Task<bool> ScanAsync(BlobStat stat, CancellationToken cancellationToken)
    {
        BlobStat? seen = stat;
        while (seen is not null)
        {
            if (await VerifyAsync(seen.Value, cancellationToken) is not { } found)
                return true;
            IntegrityTelemetry.Verified(_provider, found);
            switch (found.Health)
            {
                case BlobHealth.Missing:
                    return true; // deleted since it was listed
                case BlobHealth.Archived:
                    _state = _state with { Unverifiable = _state.Unverifiable + 1 };
                    return true;
                case BlobHealth.Damaged:
                    if (_quarantined >= _options.StopAfter)
                        return false;
                    if (await QuarantineAsync(seen.Value, found, cancellationToken))
                        return true;
                    // Written again since it was looked at.
                    seen = await _provider.Store.StatAsync(stat.Key, cancellationToken);
                    break;
                default:
                    if (found.Health == BlobHealth.Readable)
                        _state = _state with { Unverifiable = _state.Unverifiable + 1 };
                    await EndCaseAsync(stat.Key, cancellationToken);
                    return true;
            }
        }
        return true;
    }

    private async Task<bool> QuarantineAsync(BlobStat seen, BlobVerification found, CancellationToken cancellationToken)
    {
        if (!await _quarantine.AddAsync(_provider, seen, found, cancellationToken))
            return false;
        _quarantined++;
        _state = _state with { Damaged = _state.Damaged + 1 };
        var documents = await _quarantine.DocumentsOfAsync(_provider.Id, seen.Key, cancellationToken);
        Report(seen.Key, ScrubOutcome.Quarantined, found.Detail!, found.Damage, documents);
        return true;
    }

    // Restored by hand, without the provider knowing.
    private async ValueTask EndCaseAsync(string key, CancellationToken cancellationToken)
    {
        if (await _quarantine.Ledger.FindAsync(_provider.Id, key, cancellationToken) is not null)
            await _quarantine.Ledger.EndAsync(_provider.Id, key, QuarantineEnd.Healed, cancellationToken);
    }

    // Null when the blob could not be looked at.
    private async Task<BlobVerification?> VerifyAsync(BlobStat stat, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var found = await VerifyOnceAsync(stat, cancellationToken);
                // A disk that cannot read may do so at the next attempt; then nothing is lost yet.
                if (found.Damage != BlobDamage.Unreadable || attempt >= _options.Attempts)
                    return found.Damage == BlobDamage.Unreadable ? found with { Detail = $"The disk could not read it, which is a suspicion of damage: {found.Detail}" } : found;
            }
            catch (BlobException exception) when (!exception.IsTransient || attempt >= _options.Attempts)
            {
                _state = _state with { NotChecked = _state.NotChecked + 1 };
                Report(stat.Key, ScrubOutcome.NotChecked, exception.Message, damage: null, []);
                return null;
            }
            catch (BlobException)
            {
                // Passing: once more.
            }
            await WaitAsync(attempt, cancellationToken);
        }
    }

    private async Task<BlobVerification> VerifyOnceAsync(BlobStat stat, CancellationToken cancellationToken)
    {
        _readOfBlob = 0;
        if (_provider.Ability<IMirrors>() is not { } mirrors)
            return await VerifyAsync(_provider.Store, stat.Key, cancellationToken);
        var healing = await mirrors.HealAsync(stat.Key, (copy, cancelled) => VerifyAsync(copy, stat.Key, cancelled), cancellationToken);
        await ReportHealedAsync(stat, healing, cancellationToken);
        return healing.Result;
    }

    private async Task ReportHealedAsync(BlobStat stat, MirrorHealing healing, CancellationToken cancellationToken)
    {
        foreach (var copy in healing.Healed)
        {
            var detail = copy.Was.Health switch
            {
                BlobHealth.Damaged => copy.Was.Detail!,
                BlobHealth.Missing => "The blob was missing there.",
                _ => "The blob was older there.",
            };
            if (copy.Was.Damage is not null)
                await _quarantine.AddHealedAsync(_provider, stat, copy, cancellationToken);
            Report(stat.Key, ScrubOutcome.Healed, $"The copy in {copy.Store} was bad and is good again: {detail}", copy.Was.Damage, []);
        }
        if (healing.Healed.Count > 0)
            _state = _state with { Healed = _state.Healed + 1 };
        if (healing.Unchecked.Count > 0)
            _state = _state with { NotChecked = _state.NotChecked + 1 };
        foreach (var reason in healing.Unchecked)
            Report(stat.Key, ScrubOutcome.NotChecked, reason, damage: null, []);
    }

    private Task<BlobVerification> VerifyAsync(IBlobStore store, string key, CancellationToken cancellationToken) =>
        BlobVerifier.VerifyAsync(store, key, _provider.Options.KeyStrategy, _passage, progress: null, cancellationToken);

    private Task WaitAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(_options.RetryAfter * (1L << Math.Min(attempt - 1, 10)), _clock, cancellationToken);

    private void Report(string key, ScrubOutcome outcome, string detail, BlobDamage? damage, IReadOnlyList<DamagedDocument> documents) =>
        _run.Found?.Invoke(new ScrubFinding(new BlobKey(_provider.Id, key), outcome, detail, damage, documents));

    private void Count(long bytes)
    {
        _read += bytes;
        _readOfBlob += bytes;
        IntegrityTelemetry.Read(_provider, bytes);
        _run.Progress?.Invoke(_state with { Bytes = _state.Bytes + _readOfBlob, BytesPerSecond = Rate() });
    }

    private double Rate() => _clock.GetElapsedTime(_began).TotalSeconds is var seconds and > 0 ? _read / seconds : 0;

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        await _job.SaveAsync(_state, ScrubJson.Default.ScrubState, cancellationToken);
        _saved = _clock.GetTimestamp();
    }
}
