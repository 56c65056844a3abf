using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Archivolt.AspNetCore.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Automation;

/// <summary>
/// Reads <c>{"input", "params", "context"}</c>: a JSON body, or a form whose first part is that JSON, whatever it is called, and whose further parts are the input.
/// </summary>
internal static class OperationRequest
{
    /// <summary>Reads the body.</summary>
    /// <param name="operation">The operation that is to run.</param>
    /// <param name="context">The request.</param>
    /// <param name="given">Input from elsewhere; null to take it from the body.</param>
    public static async Task<OperationCall> ReadAsync(Operation operation, HttpContext context, OperationInput? given = null)
    {
        if (FormReader(context) is { } form)
        {
            var first = await form.NextAsync(context.RequestAborted) ?? throw RequestException.BadRequest("The form is empty; its first part is to be the JSON of the call.");
            var described = await JsonBody.ReadAsync(context, new PartStream(first.Body));
            return Call(operation, context, described, given ?? new OperationInput.Blobs(form.FilesAsync(context.RequestAborted), IsList: null) { AreInRequest = true });
        }
        var body = await JsonBody.ReadAsync(context);
        var input = given ?? await DocumentReference.ReadInputAsync(context, body.AsObject("The call").TryGetProperty("input", out var value) ? value : default);
        return Call(operation, context, body, input);
    }

    private static OperationCall Call(Operation operation, HttpContext context, JsonElement body, OperationInput input)
    {
        var root = body.AsObject("The call");
        return new OperationCall(operation, context, Part(root, "params"), Part(root, "context"), input);
    }

    private static JsonElement Part(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.AsObject($"'{name}'") : default;

    private static MultipartForm? FormReader(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !(type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("multipart/related", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        return new MultipartForm(type, context.Request.Body);
    }
}
