using System.Text.Json;
using System.Text.Unicode;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Json;

/// <summary>Reads JSON request bodies, with sentences for what is wrong with them.</summary>
internal static class JsonBody
{
    /// <summary>Most values and names in one body.</summary>
    public const int MaxValues = 100_000;

    private const int FirstBuffer = 4096;

    /// <summary>The body, which lives as long as the request.</summary>
    /// <exception cref="RequestException">400, 413 or 415, or 503 where too much is under way.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = HttpOptions.MaxJsonLength;
        if (context.Request.ContentLength == 0)
            throw Empty();
        if (!IsJson(context.Request.ContentType))
        {
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType,
                $"JSON is expected here; send it with the header Content-Type: application/json, not {(context.Request.ContentType is { } type ? $"'{type}'" : "without one")}.");
        }
        return await ReadAsync(context, context.Request.Body);
    }

    /// <summary>JSON that a part of the body holds, which lives as long as the request.</summary>
    /// <exception cref="RequestException">400 or 413, or 503 where too much is under way.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context, Stream body)
    {
        var text = await ReadTextAsync(context, body);
        try
        {
            CheckCount(text.Span);
            var document = JsonDocument.Parse(text);
            context.Response.RegisterForDispose(document);
            CheckTexts(document.RootElement, text.Span);
            return document.RootElement;
        }
        catch (JsonException exception) when (exception is { LineNumber: 0, BytePositionInLine: 0 } && exception.Message.Contains("any JSON tokens", StringComparison.Ordinal))
        {
            throw Empty();
        }
        catch (JsonException exception)
        {
            throw RequestException.BadRequest(
                $"The request body is not valid JSON: see line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}.", exception);
        }
    }

    /// <summary>True for JSON. Other types, and none, are what a page of another origin may send without asking. The platform's own have the shape <c>json+nxentity</c>.</summary>
    public static bool IsJson(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.SubType.StartsWith("json+", StringComparison.OrdinalIgnoreCase)
            || type.SubType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static async Task<ReadOnlyMemory<byte>> ReadTextAsync(HttpContext context, Stream body)
    {
        var room = context.RequestServices.GetRequiredService<JsonMemory>().Open();
        context.Response.RegisterForDispose(room);
        // As it comes: what a header announces may never arrive.
        var (buffer, length) = (Array.Empty<byte>(), 0);
        while (true)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Max(FirstBuffer, buffer.Length * 2));
            var read = await body.ReadAsync(buffer.AsMemory(length), context.RequestAborted);
            if (read == 0)
                return buffer.AsMemory(0, length);
            room.Take(read);
            length += read;
            if (length > HttpOptions.MaxJsonLength)
                throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"The JSON is larger than the {HttpOptions.MaxJsonLength} bytes accepted here.");
        }
    }

    // Each value takes many times its text in memory, here and in the database's row.
    private static void CheckCount(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var count = 0;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray) && ++count > MaxValues)
                throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"The request body holds more than the {MaxValues} values and names accepted here.");
        }
    }

    // The parser leaves names and texts as they are until they are read, and whoever reads one expects it to be text.
    private static void CheckTexts(JsonElement root, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text) && text.IndexOf("\\u"u8) < 0)
            return;
        try
        {
            Read(root);
        }
        catch (InvalidOperationException exception)
        {
            throw RequestException.BadRequest("The request body holds text that is not valid Unicode; send UTF-8, and surrogates in pairs.", exception);
        }

        static void Read(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.String)
                element.GetString();
            foreach (var item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
                Read(item);
            foreach (var property in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
            {
                _ = property.Name;
                Read(property.Value);
            }
        }
    }

    /// <summary>A text field of an object; null when absent or null.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw RequestException.BadRequest($"'{name}' is to be text, not {Kind(value)}.");
    }

    /// <summary>A list of texts of an object; empty when absent or null.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw RequestException.BadRequest($"'{name}' is to be a list of texts.");
    }

    /// <summary>The element itself when it is an object.</summary>
    public static JsonElement AsObject(this JsonElement element, string what) => element.ValueKind == JsonValueKind.Object
        ? element
        : throw RequestException.BadRequest($"{what} is to be a JSON object, not {Kind(element)}.");

    /// <summary>The kind of a value in words.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static RequestException Empty() => RequestException.BadRequest("The request has no body; send a JSON object.");
}
