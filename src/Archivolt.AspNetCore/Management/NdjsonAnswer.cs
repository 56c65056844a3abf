using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.AspNetCore.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.AspNetCore.Management;

/// <summary>An answer of one JSON object a line, each sent as soon as it is written, unless told otherwise.</summary>
internal sealed class NdjsonAnswer
{
    public const string MediaType = "application/x-ndjson";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new Instants(), new Seconds() },
    };

    private readonly HttpContext _context;

    private NdjsonAnswer(HttpContext context) => _context = context;

    public static NdjsonAnswer Begin(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = MediaType;
        return new NdjsonAnswer(context);
    }

    /// <summary>Writes a line; one that is not flushed comes with a later one, or when there are enough of them.</summary>
    public async Task WriteAsync<T>(T line, bool flush = true)
    {
        await JsonSerializer.SerializeAsync(_context.Response.Body, line, Json, _context.RequestAborted);
        await _context.Response.Body.WriteAsync("\n"u8.ToArray(), _context.RequestAborted);
        if (flush)
            await _context.Response.Body.FlushAsync(_context.RequestAborted);
    }

    private sealed class Instants : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(JsonDates.Format(value));
    }

    // As requests name them.
    private sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}
