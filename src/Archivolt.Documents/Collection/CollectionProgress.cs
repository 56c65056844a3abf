using System.Text.Json.Serialization;
using Archivolt.Jobs;

namespace Archivolt.Documents.Collection;

/// <summary>Where a collection is.</summary>
public enum CollectionPhase
{
    /// <summary>Closing abandoned uploads and deleting unfinished files.</summary>
    Preparing,

    /// <summary>Looking for blobs without reference and condemning them.</summary>
    Condemning,

    /// <summary>Deleting what is past its grace.</summary>
    Purging,

    /// <summary>At its end.</summary>
    Done,
}

/// <summary>How far a collection of one provider came. It is kept in the work ledger, so that any node can tell it and go on with it.</summary>
public sealed record CollectionProgress
{
    /// <summary>Id of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The phase.</summary>
    public CollectionPhase Phase { get; init; }

    /// <summary>True when the phases after this one belong to the run as well.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The grace that the run condemns with.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When this was written down.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>When the run ended; null while it goes on.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>The last key that was looked at.</summary>
    public string? Position { get; init; }

    /// <summary>What was found.</summary>
    public CollectionTally Found { get; init; } = new();

    /// <summary>Abandoned uploads that were closed.</summary>
    public long Abandoned { get; init; }

    /// <summary>Unfinished files that were deleted.</summary>
    [JsonPropertyName("swept")]
    public long CleanedUp { get; init; }

    /// <summary>Newly condemned blobs.</summary>
    public long Condemned { get; init; }

    /// <summary>Their bytes.</summary>
    public long CondemnedBytes { get; init; }

    /// <summary>Deleted blobs.</summary>
    public long Purged { get; init; }

    /// <summary>Their bytes.</summary>
    public long PurgedBytes { get; init; }

    /// <summary>Condemned blobs that were found to be in use again.</summary>
    [JsonPropertyName("takenBack")]
    public long Restored { get; init; }

    /// <summary>Blobs that could not be deleted; the next run tries again.</summary>
    public long Failed { get; init; }

    /// <summary>Blobs that are due, counted when purging began.</summary>
    public long Due { get; init; }

    /// <summary>When the phase began, to tell its speed.</summary>
    public DateTimeOffset PhaseStarted { get; init; }

    /// <summary>How much of the phase is done, from 0 to 1, where that can be told.</summary>
    public double? Part => Phase switch
    {
        CollectionPhase.Condemning => CollectionPlan.PartOf(Position),
        CollectionPhase.Purging when Due > 0 => Math.Min(1, (Purged + Restored + Failed) / (double)Due),
        CollectionPhase.Done => 1,
        _ => null,
    };

    /// <summary>Blobs a second in the phase, where one goes on.</summary>
    public double? Rate => Phase switch
    {
        CollectionPhase.Condemning => PerSecond(Found.Seen),
        CollectionPhase.Purging => PerSecond(Purged + Restored + Failed),
        _ => null,
    };

    /// <summary>When the phase will end at this speed, where that can be told.</summary>
    public DateTimeOffset? ExpectedEnd => Part is > 0.001 and < 1 and var part ? PhaseStarted + (Updated - PhaseStarted) / part : null;

    internal JobProgress ToProgress() => new()
    {
        Started = Started,
        Finished = Finished,
        Phase = Phase.ToString().ToLowerInvariant(),
        Items = Phase == CollectionPhase.Purging ? Purged + Restored + Failed : Found.Seen,
        TotalItems = Phase == CollectionPhase.Purging ? Due : null,
        Bytes = PurgedBytes,
        Failed = Failed,
    };

    private double? PerSecond(long count) => Updated > PhaseStarted ? count / (Updated - PhaseStarted).TotalSeconds : null;
}

/// <summary>What is known of the collection of one provider.</summary>
/// <param name="Provider">Id of the provider.</param>
/// <param name="Refusal">Why nothing is collected there; null where it is.</param>
/// <param name="Holder">The process that collects now; null when none does.</param>
/// <param name="Run">The run under way, or the last one; null before the first.</param>
/// <param name="Condemned">What waits for the end of its grace.</param>
public sealed record CollectionStatus(string Provider, string? Refusal, string? Holder, CollectionProgress? Run, CondemnedTotals? Condemned);

/// <summary>The form in which progress is kept.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CollectionProgress))]
internal sealed partial class CollectionJson : JsonSerializerContext;
