using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Logging;

namespace Archivolt.Integrity;

/// <summary>How a release went.</summary>
public enum ReleaseOutcome
{
    /// <summary>Sound content was under the key already; the case is closed.</summary>
    Healed,

    /// <summary>What was set aside is sound, and back under its key.</summary>
    PutBack,

    /// <summary>It is damaged still; nothing was changed.</summary>
    StillDamaged,

    /// <summary>The loss was accepted: the case is closed, the damaged bytes stay where they are.</summary>
    Lost,
}

/// <summary>
/// Damaged blobs: takes them out of reach, names the documents that lose them, and lets them back. The case is written down before the bytes are
/// moved, so that a crash in between leaves a case and no riddle.
/// </summary>
/// <param name="manager">The providers.</param>
/// <param name="ledger">The cases.</param>
/// <param name="clock">Says when.</param>
/// <param name="logger">Hears of each case.</param>
/// <param name="owners">Knows the documents; null where there are none.</param>
public sealed partial class Quarantine(
    BlobManager manager, IQuarantineLedger ledger, TimeProvider clock, ILogger<Quarantine> logger,
    IBlobOwners? owners = null)
{
    /// <summary>The cases, to be listed and counted.</summary>
    public IQuarantineLedger Ledger => ledger;

    /// <summary>
    /// Takes a damaged blob out of reach. False when it was written again since it was looked at: then look again. In a store that cannot set
    /// aside the bytes stay, but the provider does not serve them.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="seen">The blob as it was listed, before it was read.</param>
    /// <param name="found">What reading it found.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> AddAsync(BlobProvider provider, BlobStat seen, BlobVerification found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(found);
        var blob = new QuarantinedBlob
        {
            Provider = provider.Id,
            Key = seen.Key,
            Damage = found.Damage ?? throw new ArgumentException("Only what is damaged belongs into quarantine.", nameof(found)),
            Detail = found.Detail ?? "",
            Length = seen.Length,
            Found = clock.GetUtcNow(),
        };
        await provider.EnsureOpenAsync(cancellationToken);
        await ledger.PutAsync(blob, cancellationToken);
        if (provider.Ability<IQuarantine>() is { } store)
        {
            if (await store.QuarantineAsync(seen, cancellationToken) is not { } place)
            {
                await ledger.EndAsync(provider.Id, seen.Key, QuarantineEnd.Healed, cancellationToken);
                return false;
            }
            await ledger.PutAsync(blob with { Place = place }, cancellationToken);
        }
        IntegrityTelemetry.Damaged(blob, healed: false);
        LogQuarantined(provider.Id, seen.Key, found.Detail);
        return true;
    }

    /// <summary>Writes down a case that a copy ended at once: a disk that damages content wants to be known, whoever healed it.</summary>
    internal async Task AddHealedAsync(BlobProvider provider, BlobStat seen, HealedCopy copy, CancellationToken cancellationToken)
    {
        var blob = new QuarantinedBlob
        {
            Provider = provider.Id,
            Key = seen.Key,
            Damage = copy.Was.Damage!.Value,
            Detail = $"{copy.Store}: {copy.Was.Detail}",
            Length = seen.Length,
            Found = clock.GetUtcNow(),
            Place = copy.Place,
        };
        await ledger.PutAsync(blob, cancellationToken);
        await ledger.EndAsync(provider.Id, seen.Key, QuarantineEnd.Healed, cancellationToken);
        IntegrityTelemetry.Damaged(blob, healed: true);
    }

    /// <summary>The places in documents that hold a blob.</summary>
    public async Task<IReadOnlyList<DamagedDocument>> DocumentsOfAsync(string provider, string key, CancellationToken cancellationToken = default) =>
        owners is null ? [] : await owners.FindAsync(provider, key, cancellationToken);

    /// <summary>
    /// Ends a case: when sound content is under the key by now, or when what was set aside proves sound, as after a cable was changed. To learn that
    /// it is put under its key for as long as it is read. What is damaged still stays in quarantine unless the loss is accepted.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="key">The key.</param>
    /// <param name="acceptLoss">True to close the case all the same.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: there is no open case of this key.</exception>
    public async Task<ReleaseOutcome> ReleaseAsync(string provider, string key, bool acceptLoss = false, CancellationToken cancellationToken = default)
    {
        var blob = await ledger.FindAsync(provider, key, cancellationToken)
            ?? throw new BlobException(BlobError.NotFound, "There is no such blob in quarantine.", key: new BlobKey(provider, key).ToString());
        var outcome = await TryAsync(manager[provider], blob, cancellationToken);
        if (outcome == ReleaseOutcome.StillDamaged && acceptLoss)
            outcome = ReleaseOutcome.Lost;
        if (outcome == ReleaseOutcome.StillDamaged)
            return outcome;
        await ledger.EndAsync(provider, key, outcome switch
        {
            ReleaseOutcome.PutBack => QuarantineEnd.PutBack,
            ReleaseOutcome.Lost => QuarantineEnd.Lost,
            _ => QuarantineEnd.Healed,
        }, cancellationToken);
        LogReleased(provider, key, outcome);
        return outcome;
    }

    private async Task<ReleaseOutcome> TryAsync(BlobProvider provider, QuarantinedBlob blob, CancellationToken cancellationToken)
    {
        if (await IsSoundAsync(provider, blob.Key, cancellationToken))
            return ReleaseOutcome.Healed;
        if (blob.Place is null || provider.Ability<IQuarantine>() is not { } store || !await store.ReleaseAsync(blob.Key, blob.Place, cancellationToken))
            return ReleaseOutcome.StillDamaged;
        var isSound = false;
        try
        {
            isSound = await IsSoundAsync(provider, blob.Key, cancellationToken);
        }
        finally
        {
            if (!isSound && await provider.Store.StatAsync(blob.Key, CancellationToken.None) is { } back
                && await store.QuarantineAsync(back, CancellationToken.None) is { } place)
            {
                await ledger.PutAsync(blob with { Place = place }, CancellationToken.None);
            }
        }
        return isSound ? ReleaseOutcome.PutBack : ReleaseOutcome.StillDamaged;
    }

    private static async Task<bool> IsSoundAsync(BlobProvider provider, string key, CancellationToken cancellationToken) =>
        (await provider.VerifyAsync(key, cancellationToken: cancellationToken)).Health is BlobHealth.Sound or BlobHealth.Readable;

    [LoggerMessage(1, LogLevel.Error, "The blob {Provider}:{Key} is damaged and not served any more: {Detail}")]
    private partial void LogQuarantined(string provider, string key, string? detail);

    [LoggerMessage(2, LogLevel.Warning, "The blob {Provider}:{Key} left the quarantine: {Outcome}.")]
    private partial void LogReleased(string provider, string key, ReleaseOutcome outcome);
}
