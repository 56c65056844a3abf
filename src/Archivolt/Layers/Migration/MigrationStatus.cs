using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Jobs;

namespace Archivolt.Layers.Migration;

/// <summary>Where a migration is.</summary>
public enum MigrationPhase
{
    /// <summary>Configured; content is read from both stores and written to the new one.</summary>
    NotStarted,

    /// <summary>Everything in the old store is being copied.</summary>
    Copying,

    /// <summary>Every copy is read again.</summary>
    Verifying,

    /// <summary>Every copy was read twice and is right: the old store can be purged, or the migration rolled back.</summary>
    Verified,

    /// <summary>What was written to the new store is being copied to the old one, which takes all writes.</summary>
    RollingBack,

    /// <summary>Everything is in the old store: configure it as the provider's own again.</summary>
    RolledBack,

    /// <summary>The old store's content is being deleted, each blob after its copy was read once more. There is no way back.</summary>
    Purging,

    /// <summary>The old store is empty: remove <c>MigrateFrom</c> from the configuration.</summary>
    Purged,
}

/// <summary>How far a migration came; kept as its checkpoint.</summary>
public sealed record MigrationStatus
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Where it is.</summary>
    public MigrationPhase Phase { get; init; }

    /// <summary>True while some process works on it.</summary>
    public bool IsRunning { get; init; }

    /// <summary>True when people asked it to wait.</summary>
    public bool IsPaused { get; init; }

    /// <summary>True when a phase ended with blobs that failed; resuming looks at everything again.</summary>
    public bool IsHalted { get; init; }

    /// <summary>The last key up to which the phase is done.</summary>
    public string? After { get; init; }

    /// <summary>Blobs looked at in this phase.</summary>
    public long Blobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Blobs that there were when the phase began.</summary>
    public long TotalBlobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Blobs copied in this phase; the others had their copy already.</summary>
    public long Copied { get; init; }

    /// <summary>Blobs that are as they were, since they could not be read, written or proven.</summary>
    public long Failed { get; init; }

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? LastProblem { get; init; }

    /// <summary>When the phase began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Seconds that were worked in this phase, pauses left out.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes a second in this phase; null before there is anything to say.</summary>
    public double? Rate => Seconds > 0 && Bytes > 0 ? Bytes / Seconds : null;

    /// <summary>Seconds until the phase ends at this rate; null where that is not known.</summary>
    public double? Remaining => IsWorking && Rate is { } rate ? Math.Max(0, TotalBytes - Bytes) / rate : null;

    /// <summary>True in the phases in which there is something to do.</summary>
    [JsonIgnore]
    public bool IsWorking => Phase is MigrationPhase.Copying or MigrationPhase.Verifying or MigrationPhase.RollingBack or MigrationPhase.Purging;

    /// <summary>Name of the work in the ledger.</summary>
    internal static string WorkOf(string provider) => $"migrate/{provider}";

    internal MigrationStatus Begin(MigrationPhase phase, DateTimeOffset now) => new() { Provider = Provider, Phase = phase, Started = now };

    internal JobProgress ToProgress() => new()
    {
        Started = Phase == MigrationPhase.NotStarted ? null : Started,
        Phase = JsonNamingPolicy.CamelCase.ConvertName(Phase.ToString()),
        Items = Blobs,
        TotalItems = TotalBlobs,
        Bytes = Bytes,
        TotalBytes = TotalBytes,
        Failed = Failed,
        BytesPerSecond = Rate,
        LastProblem = LastProblem,
    };

    internal string ToJson() => JsonSerializer.Serialize(this, MigrationJson.Default.MigrationStatus);

    // Never afresh: content would go the wrong way, or be purged again.
    internal static MigrationStatus? Parse(string provider, string? checkpoint) =>
        Checkpoint.Read(WorkOf(provider), checkpoint, MigrationJson.Default.MigrationStatus);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MigrationStatus))]
internal sealed partial class MigrationJson : JsonSerializerContext;
