using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Cli;

/// <summary>Times as they are printed: UTC, in ISO 8601; to the second for people, exactly in JSON.</summary>
internal static class Moments
{
    /// <summary>Such as <c>2026-01-31T12:00:00Z</c>.</summary>
    public static string ToText(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>2026-01-31T12:00:00.25Z</c>, whatever the offset.</summary>
    internal sealed class JsonConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }
}
