using System.Buffers;
using System.Text;
using System.Text.Json;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Audit;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Management;

/// <summary>Every entry that a query finds, as a file: a line each, in JSON or comma-separated.</summary>
internal sealed class AuditExport(IAuditLog audit, AuditQuery query, long? limit, bool isCsv) : IResult
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";
    public const string CsvMediaType = "text/csv";

    private const int FlushAt = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancelled) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = isCsv ? CsvMediaType + "; charset=utf-8" : NdjsonAnswer.MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"audit.{(isCsv ? Csv : Ndjson)}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        var lines = new ArrayBufferWriter<byte>(FlushAt + 4096);
        await using var json = new Utf8JsonWriter(lines);
        if (isCsv)
            Encoding.UTF8.GetBytes(AuditCsv.Header + "\r\n", lines);
        await foreach (var entry in audit.ReadAsync(query, limit, cancelled))
        {
            if (isCsv)
                Encoding.UTF8.GetBytes(AuditCsv.Line(entry) + "\r\n", lines);
            else
                WriteJson(json, entry, lines);
            if (lines.WrittenCount < FlushAt)
                continue;
            await response.Body.WriteAsync(lines.WrittenMemory, cancelled);
            lines.ResetWrittenCount();
        }
        await response.Body.WriteAsync(lines.WrittenMemory, cancelled);
    }

    private static void WriteJson(Utf8JsonWriter json, AuditEntry entry, ArrayBufferWriter<byte> lines)
    {
        json.WriteStartObject();
        AuditJson.Write(json, entry);
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        lines.Write("\n"u8);
    }
}
