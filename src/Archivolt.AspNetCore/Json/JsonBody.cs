using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Json;

/// <summary>Reads JSON request bodies, with sentences for what is wrong with them.</summary>
internal static class JsonBody
{
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
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            CheckTexts(document.RootElement);
            return document.RootElement.Clone();
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

    // Other types, and none, are what a page of another origin may send without asking. The platform's own have the shape json+nxentity.
    private static bool IsJson(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.SubType.StartsWith("json+", StringComparison.OrdinalIgnoreCase)
            || type.SubType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    // The parser leaves names and texts as they are until they are read, and whoever reads one expects it to be text.
    private static void CheckTexts(JsonElement root)
    {
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
