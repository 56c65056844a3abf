using System.Text.Json;

namespace Archivolt.AspNetCore.Json;

/// <summary>Lists in answers.</summary>
internal static class JsonEntries
{
    /// <summary>Writes the field <c>entries</c>: an object for each item, whose fields the function writes.</summary>
    public static void WriteEntries<T>(this Utf8JsonWriter writer, IEnumerable<T> items, Action<Utf8JsonWriter, T> writeFields)
    {
        writer.WriteStartArray("entries"u8);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writeFields(writer, item);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
