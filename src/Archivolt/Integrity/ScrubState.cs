using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Jobs;
using Archivolt.Stores;

namespace Archivolt.Integrity;

/// <summary>
/// How far the scrub of a provider came. It goes through the keys in their order, round after round, so what was verified longest ago always comes
/// next, and two times and one key say of every blob when it was last verified: keys up to <see cref="After"/> in this pass, the others
/// in the one before.
/// </summary>
public sealed record ScrubState
{
    /// <summary>Number of the pass, from 1.</summary>
    public long Pass { get; init; }

    /// <summary>When the pass began, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it came to its end, UTC; null while it has not.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>When the last pass began that came to its end; null before there was one.</summary>
    public DateTimeOffset? LastStarted { get; init; }

    /// <summary>The last key that was looked at; null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>Blobs there were when the pass began.</summary>
    public long TotalBlobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Blobs looked at.</summary>
    public long Blobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Blobs whose key is no digest, so that only their readability is known.</summary>
    public long Unverifiable { get; init; }

    /// <summary>Damaged blobs that no copy could heal.</summary>
    public long Damaged { get; init; }

    /// <summary>Blobs that had a bad copy and were healed from a good one.</summary>
    public long Healed { get; init; }

    /// <summary>Blobs that could not be looked at, for want of permission or a store that does not answer.</summary>
    public long NotChecked { get; init; }

    /// <summary>Bytes read in a second, lately.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Time to the end of the pass at that rate; null when nothing can be said.</summary>
    [JsonIgnore]
    public TimeSpan? Remaining => Ended is not null ? TimeSpan.Zero
        : BytesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Min(Math.Max(0, TotalBytes - Bytes) / BytesPerSecond, TimeSpan.MaxValue.TotalSeconds / 2))
        : null;

    /// <summary>The beginning of the pass in which a key was last looked at; null when it never was.</summary>
    public DateTimeOffset? VerifiedSince(string key) => Ended is not null || (After is not null && !KeyOrder.IsAfter(key, After)) ? Started : LastStarted;

    internal JobProgress ToProgress() => new()
    {
        Started = Started,
        Finished = Ended,
        Items = Blobs,
        TotalItems = TotalBlobs,
        Bytes = Bytes,
        TotalBytes = TotalBytes,
        Failed = Damaged + NotChecked,
        BytesPerSecond = BytesPerSecond,
    };

    internal static ScrubState? Parse(string? json) => Checkpoint.ReadOrNull(json, ScrubJson.Default.ScrubState);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ScrubState))]
internal sealed partial class ScrubJson : JsonSerializerContext;
