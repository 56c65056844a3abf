using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Integrity;

/// <summary>What a scrub did about a blob.</summary>
public enum ScrubOutcome
{
    /// <summary>Damaged: it is in quarantine.</summary>
    Quarantined,

    /// <summary>A bad copy was replaced by a good one.</summary>
    Healed,

    /// <summary>It could not be looked at; nothing is known about its content.</summary>
    NotChecked,
}

/// <summary>A blob that a scrub has something to say about.</summary>
/// <param name="Key">The blob.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Detail">What was found, as a sentence.</param>
/// <param name="Damage">The kind of damage; null where there is none.</param>
/// <param name="Documents">The places in documents that lose their content; only for damage that was not healed.</param>
public sealed record ScrubFinding(BlobKey Key, ScrubOutcome Outcome, string Detail, BlobDamage? Damage, IReadOnlyList<DamagedDocument> Documents);

/// <summary>Why a run ended.</summary>
public enum ScrubEnd
{
    /// <summary>Every blob was looked at.</summary>
    Completed,

    /// <summary>Somebody asked it to stop; the next run goes on from there.</summary>
    Stopped,

    /// <summary>There was more damage than <see cref="ScrubOptions.StopAfter"/>; somebody should look at the storage first.</summary>
    TooMuchDamage,

    /// <summary>Another node, or another run here, is at it.</summary>
    Busy,
}

/// <summary>A run of a scrub.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="State">How far the pass came; null when it is somebody else's.</param>
public sealed record ScrubReport(ScrubEnd End, ScrubState? State);
