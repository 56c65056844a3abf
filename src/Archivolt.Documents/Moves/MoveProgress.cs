using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Jobs;

namespace Archivolt.Documents.Moves;

/// <summary>How far a run over the waiting moves came.</summary>
/// <param name="Started">When the run began.</param>
/// <param name="Seen">When this was written.</param>
/// <param name="Moved">Blobs moved.</param>
/// <param name="Bytes">Bytes copied, those of blobs on their way included.</param>
/// <param name="NotNeeded">Moves that turned out not to be needed.</param>
/// <param name="Failed">Attempts that failed.</param>
public sealed record MoveProgress(DateTimeOffset Started, DateTimeOffset Seen, long Moved, long Bytes, long NotNeeded, long Failed)
{
    /// <summary>Bytes a second so far; null at the very beginning.</summary>
    [JsonIgnore]
    public double? Rate => (Seen - Started).TotalSeconds is > 0 and var seconds ? Bytes / seconds : null;

    /// <summary>When so many bytes will be done at this rate; null where there is none.</summary>
    public DateTimeOffset? EndOf(long bytesLeft) => Rate is > 0 and var rate && bytesLeft / rate < TimeSpan.FromDays(3650).TotalSeconds
        ? Seen + TimeSpan.FromSeconds(bytesLeft / rate)
        : null;

    internal JobProgress ToProgress() => new() { Started = Started, Items = Moved + NotNeeded, Bytes = Bytes, Failed = Failed, BytesPerSecond = Rate };

    internal static MoveProgress? Of(JobStatus? work) => Of(work?.Checkpoint);

    internal static MoveProgress? Of(string? checkpoint) => Checkpoint.ReadOrNull(checkpoint, MoveJson.Default.MoveProgress);
}

[JsonSerializable(typeof(MoveProgress))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class MoveJson : JsonSerializerContext;
