using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Uploads;

/// <summary>Answers of the batch API. Clients compare their keys, and expect text where others would write numbers.</summary>
internal sealed class BatchJson(int status, Action<Utf8JsonWriter> write) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A batch that was opened.</summary>
    public static BatchJson Opened(string batch) => OfObject(StatusCodes.Status201Created, writer => writer.WriteString("batchId"u8, batch));

    /// <summary>What an upload answers: 201 when the file is complete, 202 when chunks are missing.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="file">The file as it is now.</param>
    /// <param name="uploaded">How many bytes this request brought.</param>
    public static BatchJson Uploaded(string batch, UploadFile file, long uploaded) =>
        OfObject(file.IsComplete ? StatusCodes.Status201Created : StatusCodes.Status202Accepted, writer =>
        {
            WriteTarget(writer, batch, file.Index);
            writer.WriteString("uploadType"u8, TypeOf(file));
            writer.WriteString("uploadedSize"u8, uploaded.ToString(CultureInfo.InvariantCulture));
            WriteChunks(writer, file);
        });

    /// <summary>A file: 202 while chunks are missing.</summary>
    public static BatchJson File(UploadFile file) =>
        new(file.IsComplete ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, writer => WriteFile(writer, file));

    /// <summary>The files of a batch.</summary>
    public static BatchJson Files(UploadBatch batch) => new(StatusCodes.Status200OK, writer => WriteFiles(writer, batch));

    /// <summary>A batch with the handler that takes its files.</summary>
    public static BatchJson Info(string batch, IReadOnlyList<UploadFile> files) => OfObject(StatusCodes.Status200OK, writer =>
    {
        writer.WriteString("provider"u8, BatchEndpoints.Handler);
        writer.WritePropertyName("fileEntries"u8);
        WriteFiles(writer, files);
        writer.WriteString("batchId"u8, batch);
    });

    /// <summary>A file that was uploaded elsewhere and is now complete.</summary>
    public static BatchJson Completed(string batch, int index) => OfObject(StatusCodes.Status200OK, writer => WriteTarget(writer, batch, index));

    /// <summary>The handlers.</summary>
    public static BatchJson Handlers() => OfObject(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartArray("handlers"u8);
        WriteHandler(writer);
        writer.WriteEndArray();
    });

    /// <summary>The one handler.</summary>
    public static BatchJson TheHandler() => new(StatusCodes.Status200OK, WriteHandler);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        await using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, "application/json; charset=UTF-8", buffer.WrittenCount);
        await response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
    }

    private static BatchJson OfObject(int status, Action<Utf8JsonWriter> writeFields) => new(status, writer =>
    {
        writer.WriteStartObject();
        writeFields(writer);
        writer.WriteEndObject();
    });

    private static void WriteTarget(Utf8JsonWriter writer, string batch, int index)
    {
        writer.WriteString("uploaded"u8, "true");
        writer.WriteString("batchId"u8, batch);
        writer.WriteString("fileIdx"u8, index.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteFiles(Utf8JsonWriter writer, UploadBatch batch) => WriteFiles(writer, batch.Files);

    private static void WriteFiles(Utf8JsonWriter writer, IReadOnlyList<UploadFile> files)
    {
        writer.WriteStartArray();
        foreach (var file in files)
            WriteFile(writer, file);
        writer.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter writer, UploadFile file)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, file.FileName);
        writer.WriteNumber("size"u8, file.Length ?? file.ArrivedLength);
        writer.WriteString("uploadType"u8, TypeOf(file));
        WriteChunks(writer, file);
        writer.WriteEndObject();
    }

    private static void WriteChunks(Utf8JsonWriter writer, UploadFile file)
    {
        if (file.ChunkCount is not { } count)
            return;
        writer.WriteStartArray("uploadedChunkIds"u8);
        foreach (var chunk in file.ChunkIds)
            writer.WriteNumberValue(chunk);
        writer.WriteEndArray();
        writer.WriteNumber("chunkCount"u8, count);
    }

    private static void WriteHandler(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, BatchEndpoints.Handler);
        writer.WriteEndObject();
    }

    private static string TypeOf(UploadFile file) => file.ChunkCount is null ? "normal" : "chunked";
}
