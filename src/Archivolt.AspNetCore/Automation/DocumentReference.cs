using System.Text.Json;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>How operations are told a document: by id or absolute path, with or without <c>doc:</c>; several as <c>docs:one,two</c> or a list.</summary>
internal static class DocumentReference
{
    private const string One = "doc:";
    private const string Several = "docs:";

    /// <summary>The document of a reference.</summary>
    /// <exception cref="RequestException">404: there is none; 403 or 401: the caller may not read it.</exception>
    public static async ValueTask<Document> FindAsync(HttpContext context, string reference)
    {
        reference = reference.Trim();
        if (reference.StartsWith(One, StringComparison.Ordinal))
            reference = reference[One.Length..];
        if (reference.Length == 0)
            throw RequestException.BadRequest("A document is referred to by its id or its path, which is empty here.");
        var address = reference.StartsWith('/')
            ? new DocumentAddress(null, null, reference, null, [])
            : new DocumentAddress(null, reference.ToLowerInvariant(), null, null, []);
        return (await DocumentRequest.OfAsync(context, address)).Document;
    }

    /// <summary>The input that a request means by a JSON value.</summary>
    public static async ValueTask<OperationInput> ReadInputAsync(HttpContext context, JsonElement input)
    {
        switch (input.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return OperationInput.Nothing;
            case JsonValueKind.String when input.GetString() is { Length: > 0 } text:
                return text.StartsWith(Several, StringComparison.Ordinal)
                    ? await FindAllAsync(context, text[Several.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    : new OperationInput.Documents([await FindAsync(context, text)], IsList: false);
            case JsonValueKind.String:
                return OperationInput.Nothing;
            case JsonValueKind.Array:
                return await FindAllAsync(context, [.. input.EnumerateArray().Select(Of)]);
            case JsonValueKind.Object when input.TryGetProperty("entries", out var entries) && entries.ValueKind == JsonValueKind.Array:
                return await FindAllAsync(context, [.. entries.EnumerateArray().Select(Of)]);
            default:
                return new OperationInput.Documents([await FindAsync(context, Of(input))], IsList: false);
        }
    }

    private static async ValueTask<OperationInput> FindAllAsync(HttpContext context, string[] references)
    {
        var documents = new List<Document>(references.Length);
        foreach (var reference in references)
            documents.Add(await FindAsync(context, reference));
        return new OperationInput.Documents(documents, IsList: true);
    }

    private static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object when (value.Text("uid") ?? value.Text("path")) is { } reference => reference,
        _ => throw RequestException.BadRequest($"A document is referred to by its id or its path, not by {JsonBody.Kind(value)}."),
    };
}
