using Archivolt.AspNetCore.Health;
using Archivolt.AspNetCore.Management;
using Archivolt.Documents.Collection;
using Archivolt.Encryption;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;

namespace Archivolt.WebConsole.Providers;

/// <summary>Looks at one provider.</summary>
internal sealed class ProviderView(
    BlobManager manager, StorageProbe probe, ICondemnedBlobs condemned, Quarantine quarantine, ShownSettings settings, JobCatalog jobs, Scrubber scrubber, IJobLedger ledger)
{
    public async Task<ProviderFacts> LookAsync(string id, CancellationToken cancellationToken)
    {
        var provider = manager.GetRequired(id);
        await provider.EnsureOpenAsync(cancellationToken);
        return new ProviderFacts(
            provider, await probe.FindProblemAsync(provider, cancellationToken), await condemned.CountAsync(id, cancellationToken),
            (await quarantine.Ledger.CountAsync(cancellationToken)).GetValueOrDefault(id), settings.Of(id), await Capacity.OfAsync(provider.Store.Traits, cancellationToken),
            KeyringFacts.Of(provider.Store), await WorkAsync(id, cancellationToken));
    }

    /// <summary>What is done to all of its content.</summary>
    public async Task<ProviderWork> WorkAsync(string id, CancellationToken cancellationToken)
    {
        var states = (await jobs.ListAsync(cancellationToken)).ToDictionary(state => state.Name, StringComparer.Ordinal);
        return new ProviderWork(id, states.GetValueOrDefault(Scrubber.WorkOf(id)), (await scrubber.FindAsync(id, cancellationToken))?.State,
            states.GetValueOrDefault(ReencryptionStatus.WorkOf(id)), await ReencryptionStatus.FindAsync(ledger, id, cancellationToken));
    }
}

/// <summary>A provider as its page shows it.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Problem">Why its storage does not answer; null when it does.</param>
/// <param name="Condemned">What of it is to be deleted.</param>
/// <param name="Damaged">How many of its blobs are in quarantine.</param>
/// <param name="Settings">Its settings; null where it has no section.</param>
/// <param name="Capacity">The room on its disks, where that is known.</param>
/// <param name="Keyrings">Its keyrings; none where it does not encrypt.</param>
/// <param name="Work">What is done to all of its content.</param>
internal sealed record ProviderFacts(
    BlobProvider Provider, string? Problem, CondemnedTotals Condemned, long Damaged, IReadOnlyList<(string Path, string Value)>? Settings, IReadOnlyList<Capacity> Capacity,
    IReadOnlyList<KeyringFacts> Keyrings, ProviderWork Work);

/// <summary>What is done to all content of a provider.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="ScrubJob">The job that scrubs it; null where there is none.</param>
/// <param name="Scrub">How far that came; null where it never ran.</param>
/// <param name="ReencryptJob">The job that re-encrypts it; null where that cannot be.</param>
/// <param name="Reencryption">How far that came; null where it never ran.</param>
internal sealed record ProviderWork(string Provider, JobState? ScrubJob, ScrubState? Scrub, JobState? ReencryptJob, ReencryptionStatus? Reencryption);
