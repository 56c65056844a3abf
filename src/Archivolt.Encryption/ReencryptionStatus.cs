using System.Text.Json.Serialization;
using Archivolt.Jobs;

namespace Archivolt.Encryption;

/// <summary>How far a re-encryption came; kept as its checkpoint.</summary>
public sealed record ReencryptionStatus
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>True while somebody works on it.</summary>
    [JsonIgnore]
    public bool IsRunning { get; init; }

    /// <summary>True when every blob was looked at.</summary>
    public bool IsFinished { get; init; }

    /// <summary>The last key up to which everything is done; where the next run goes on unless this one finished.</summary>
    public string? After { get; init; }

    /// <summary>Blobs looked at.</summary>
    public long Blobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Blobs written again.</summary>
    public long Rewritten { get; init; }

    /// <summary>Blobs that are as they were, since they could not be proven, read or written.</summary>
    public long Failed { get; init; }

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? LastProblem { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The same and one blob more.</summary>
    public ReencryptionStatus With(ReencryptedBlob blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return this with
        {
            After = blob.Key,
            Blobs = Blobs + 1,
            Bytes = Bytes + blob.Length,
            Rewritten = Rewritten + (blob.Outcome == ReencryptionOutcome.Rewritten ? 1 : 0),
            Failed = Failed + (blob.Outcome == ReencryptionOutcome.Failed ? 1 : 0),
            LastProblem = blob.Problem is null ? LastProblem : $"{blob.Key}: {blob.Problem}",
        };
    }

    /// <summary>Name of the job that re-encrypts a provider.</summary>
    public static string WorkOf(string provider) => $"reencrypt/{provider}";

    /// <summary>What the ledger knows of the re-encryption of a provider; null when it was never started.</summary>
    public static async ValueTask<ReencryptionStatus?> FindAsync(IJobLedger ledger, string provider, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return await ledger.FindAsync(WorkOf(provider), cancellationToken) is not { } job ? null
            : (Parse(job.Checkpoint) ?? new ReencryptionStatus { Provider = provider, Started = job.Changed }) with { IsRunning = job.Holder is not null };
    }

    internal JobProgress ToProgress() => new()
    {
        Started = Started,
        Phase = IsFinished ? "finished" : null,
        Items = Blobs,
        Bytes = Bytes,
        Failed = Failed,
        LastProblem = LastProblem,
    };

    internal static ReencryptionStatus? Parse(string? checkpoint) =>
        Checkpoint.ReadOrNull(checkpoint, ReencryptionJson.Default.ReencryptionStatus);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReencryptionStatus))]
internal sealed partial class ReencryptionJson : JsonSerializerContext;
