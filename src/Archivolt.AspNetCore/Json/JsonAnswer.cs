using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>Answers with JSON that is no entity. Written to memory first, so that a failure half-way is still a clean error.</summary>
/// <param name="write">Writes one value.</param>
internal sealed class JsonAnswer(Action<Utf8JsonWriter> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.ContentLength = buffer.WrittenCount;
        await httpContext.Response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
    }
}
