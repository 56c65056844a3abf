using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Archivolt.Blobs;

namespace Archivolt.Jobs;

/// <summary>Reads checkpoints, which another version may have written.</summary>
public static class Checkpoint
{
    /// <summary>The checkpoint; null when there is none, or none that this version understands: for jobs that lose nothing by starting afresh.</summary>
    public static T? ReadOrNull<T>(string? json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The checkpoint; null when there is none.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Unsupported"/>: this version does not understand it.</exception>
    public static T? Read<T>(string job, string? json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException exception)
        {
            throw new BlobException(BlobError.Unsupported,
                $"The checkpoint of the job '{job}' cannot be read: another version wrote it, or it is damaged. It was left as it is; go on with the version that wrote it.",
                innerException: exception);
        }
    }
}
