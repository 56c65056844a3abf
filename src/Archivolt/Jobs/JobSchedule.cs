namespace Archivolt.Jobs;

/// <summary>When the runner looks whether a job has something to do.</summary>
/// <param name="Every">Time between two looks.</param>
public sealed record JobSchedule(TimeSpan Every)
{
    /// <summary>Time from the start of the host to the first look.</summary>
    public TimeSpan FirstAfter { get; init; }

    /// <summary>Brings the next look forward; null for none.</summary>
    public JobSignal? Signal { get; init; }

    /// <summary>True for work that each node does for itself: without a lease, and once more when the host stops.</summary>
    public bool IsOnEveryNode { get; init; }

    /// <summary>A time after another one, or the last that can be written: intervals may be set as long as anybody likes.</summary>
    internal static DateTimeOffset After(DateTimeOffset last, TimeSpan every) => every < DateTimeOffset.MaxValue - last ? last + every : DateTimeOffset.MaxValue;
}
