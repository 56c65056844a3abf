using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;

namespace Archivolt.Dropbox;

/// <summary>Calls of Dropbox's API: an argument in JSON, an answer in JSON or as content.</summary>
internal sealed class DropboxApi(DropboxOptions options, LinkedHttp http)
{
    // Headers take ASCII only.
    private static readonly JsonWriterOptions Ascii = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>A call whose answer is JSON.</summary>
    public async Task<TAnswer> CallAsync<TArgument, TAnswer>(
        string name, LinkedCredentials who, TArgument argument, JsonTypeInfo<TArgument> argumentType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(argument, argumentType);
        using var answer = await http.SendAsync(who, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiUrl, name))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        }, ErrorOf, cancellationToken: cancellationToken);
        return await http.ReadAsync(answer, answerType, cancellationToken);
    }

    /// <summary>A call without argument whose answer is JSON; null where nobody wants it.</summary>
    public async Task<TAnswer?> CallAsync<TAnswer>(string name, LinkedCredentials who, JsonTypeInfo<TAnswer>? answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var answer = await http.SendAsync(who, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiUrl, name)), ErrorOf, cancellationToken: cancellationToken);
        return answerType is null ? null : await http.ReadAsync(answer, answerType, cancellationToken);
    }

    /// <summary>A call whose answer is content; the caller disposes it.</summary>
    public Task<HttpResponseMessage> OpenAsync<TArgument>(
        string name, LinkedCredentials who, TArgument argument, JsonTypeInfo<TArgument> argumentType, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        var text = InHeader(argument, argumentType);
        return http.SendAsync(who, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.ContentUrl, name))
        {
            Headers = { { "Dropbox-API-Arg", text }, },
            Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        }.With(range), ErrorOf, cancellationToken: cancellationToken);
    }

    private static string InHeader<T>(T argument, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Ascii))
            JsonSerializer.Serialize(writer, argument, type);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Refusals are 409 with a path of tags, such as path/not_found/.
    private static BlobError? ErrorOf(HttpStatusCode status, string body)
    {
        if (status != HttpStatusCode.Conflict)
            return null;
        string? summary;
        try
        {
            summary = JsonSerializer.Deserialize(body, DropboxJson.Default.Failure)?.ErrorSummary;
        }
        catch (JsonException)
        {
            return null;
        }
        return summary switch
        {
            null => null,
            _ when summary.Contains("not_found", StringComparison.Ordinal) || summary.Contains("not_file", StringComparison.Ordinal) || summary.Contains("malformed_path", StringComparison.Ordinal)
                => BlobError.NotFound,
            _ when summary.StartsWith("reset", StringComparison.Ordinal) => BlobError.Conflict,
            _ when summary.Contains("restricted_content", StringComparison.Ordinal) || summary.Contains("no_permission", StringComparison.Ordinal) => BlobError.PermissionDenied,
            _ when summary.Contains("too_many", StringComparison.Ordinal) => BlobError.Unavailable,
            _ => BlobError.Unsupported,
        };
    }
}

/// <summary>A request with a range.</summary>
file static class Ranged
{
    public static HttpRequestMessage With(this HttpRequestMessage request, RangeHeaderValue? range)
    {
        request.Headers.Range = range;
        return request;
    }
}
