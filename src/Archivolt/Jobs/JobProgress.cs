namespace Archivolt.Jobs;

/// <summary>How far a job came, in the one shape that all jobs have.</summary>
public sealed record JobProgress
{
    /// <summary>When the run, or the pass over everything, began; null where the job does not say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; null while it goes on or waits to be gone on with.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>What it is at, such as <c>verifying</c>; null where there is only one thing to do.</summary>
    public string? Phase { get; init; }

    /// <summary>Blobs or documents done.</summary>
    public long Items { get; init; }

    /// <summary>All of them; null where that is not known.</summary>
    public long? TotalItems { get; init; }

    /// <summary>Bytes done.</summary>
    public long Bytes { get; init; }

    /// <summary>All bytes; null where that is not known.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Blobs or documents that could not be dealt with.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes in a second; null where that is not known.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? LastProblem { get; init; }
}
