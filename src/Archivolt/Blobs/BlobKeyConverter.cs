using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Blobs;

/// <summary>A key in JSON: its text form, or null for none.</summary>
internal sealed class BlobKeyConverter : JsonConverter<BlobKey>
{
    public override bool HandleNull => true;

    public override BlobKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => default,
        JsonTokenType.String when BlobKey.TryParse(reader.GetString(), out var key) => key,
        _ => throw new JsonException("A blob key is a text such as 'provider:key'."),
    };

    public override void Write(Utf8JsonWriter writer, BlobKey value, JsonSerializerOptions options)
    {
        if (value == default)
            writer.WriteNullValue();
        else
            writer.WriteStringValue(value.ToString());
    }

    public override BlobKey ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BlobKey.TryParse(reader.GetString(), out var key) ? key : throw new JsonException("A blob key is a text such as 'provider:key'.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, BlobKey value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());
}
