using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Jobs;

namespace Archivolt.Documents.Renditions;

/// <summary>How far the looks at the audit log came.</summary>
internal sealed record RenditionsAheadProgress
{
    /// <summary>Changes before this are done.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the present look began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>The last entry of the present look, which goes from the newest to the oldest; null where it has ended.</summary>
    public long? Before { get; init; }

    /// <summary>Documents looked at, in all looks.</summary>
    public long Documents { get; init; }

    /// <summary>Renditions made, in all looks.</summary>
    public long Made { get; init; }

    internal JobProgress ToProgress() => new() { Started = Began, Finished = Before is null ? Began : null, Items = Documents };
}

[JsonSerializable(typeof(RenditionsAheadProgress))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RenditionsAheadJson : JsonSerializerContext;
