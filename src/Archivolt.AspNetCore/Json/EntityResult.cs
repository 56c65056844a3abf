using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>
/// An answer in the platform's JSON: an object that starts with <c>entity-type</c>, sent as <c>application/json; nuxeo-entity=…</c>.
/// Written to memory first, so that a failure half-way is still a clean error.
/// </summary>
internal sealed class EntityResult(string entity, Action<Utf8JsonWriter> writeFields, int status = StatusCodes.Status200OK, Func<ValueTask>? prepare = null) : IResult
{
    // Sent as JSON with nosniff, so letters of all scripts and '+' or '&' need no escapes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (prepare is not null)
            await prepare();
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("entity-type"u8, entity);
            writeFields(writer);
            writer.WriteEndObject();
        }
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = $"application/json; nuxeo-entity={entity}";
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
    }
}
