using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Jobs;

namespace Archivolt.Documents.Moves;

/// <summary>How far a look at all documents came.</summary>
public sealed record TieringProgress
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>When it ended; null while it runs or waits to be continued.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Number of the newest applied rules when it began; 0 where none were ever applied.</summary>
    public long Rules { get; init; }

    /// <summary>The repository it is in.</summary>
    public string? Repository { get; init; }

    /// <summary>The last document it looked at.</summary>
    public string? After { get; init; }

    /// <summary>Documents looked at.</summary>
    public long Documents { get; init; }

    /// <summary>Documents there were when it began.</summary>
    public long Total { get; init; }

    /// <summary>Blobs looked at.</summary>
    public long Blobs { get; init; }

    /// <summary>Blobs that belong elsewhere.</summary>
    public long Queued { get; init; }

    /// <summary>Bytes of them, where documents know the length.</summary>
    public long Bytes { get; init; }

    internal static TieringProgress? Of(JobStatus? work) => Of(work?.Checkpoint);

    internal static TieringProgress? Of(string? checkpoint) => Checkpoint.ReadOrNull(checkpoint, TieringJson.Default.TieringProgress);

    internal JobProgress ToProgress() => new() { Started = Started, Finished = Finished, Items = Documents, TotalItems = Total, Bytes = Bytes };
}

[JsonSerializable(typeof(TieringProgress))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class TieringJson : JsonSerializerContext;

/// <summary>What is known of the looks at all documents.</summary>
/// <param name="DependsOnTime">True when rules speak of <c>blob:lastAccess</c>.</param>
/// <param name="Asked">True when somebody asked for one.</param>
/// <param name="Node">The node that looks at the moment; null when none does.</param>
/// <param name="Progress">The present one, or the last; null before the first.</param>
/// <param name="Next">When the next one is due; null when only somebody asking for it brings one.</param>
public sealed record TieringStatus(bool DependsOnTime, bool Asked, string? Node, TieringProgress? Progress, DateTimeOffset? Next);
