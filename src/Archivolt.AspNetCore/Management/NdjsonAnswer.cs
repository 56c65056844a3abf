using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.AspNetCore.Management;

/// <summary>An answer of one JSON object a line, each sent as soon as it is written.</summary>
internal sealed class NdjsonAnswer
{
    public const string MediaType = "application/x-ndjson";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly HttpContext _context;

    private NdjsonAnswer(HttpContext context) => _context = context;

    public static NdjsonAnswer Begin(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = MediaType;
        return new NdjsonAnswer(context);
    }

    public async Task WriteAsync<T>(T line)
    {
        await JsonSerializer.SerializeAsync(_context.Response.Body, line, Json, _context.RequestAborted);
        await _context.Response.Body.WriteAsync("\n"u8.ToArray(), _context.RequestAborted);
        await _context.Response.Body.FlushAsync(_context.RequestAborted);
    }
}
