using System.Text.Json;
using Archivolt.Dispatch;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.AspNetCore.Json;

/// <summary>An answer of one JSON object a line, sent as it comes: details, progress, and a summary at the end.</summary>
internal sealed class JsonLines
{
    public const string MediaType = "application/x-ndjson";

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly HttpContext _context;

    private JsonLines(HttpContext context) => _context = context;

    public static JsonLines Begin(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = MediaType;
        return new JsonLines(context);
    }

    /// <summary>Writes a line; one that is not flushed comes with a later one, or when there are enough of them.</summary>
    public async Task WriteAsync<T>(T line, bool flush = true)
    {
        var body = _context.Response.Body;
        await JsonSerializer.SerializeAsync(body, line, ExplainedBlob.Json, _context.RequestAborted);
        await body.WriteAsync(NewLine, _context.RequestAborted);
        if (flush)
            await body.FlushAsync(_context.RequestAborted);
    }
}
