using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>A document as a client sends it.</summary>
/// <param name="Type">Document type.</param>
/// <param name="Name">Path segment.</param>
/// <param name="ChangeToken">The token of the state the client changed; null to take the present one.</param>
/// <param name="Properties">Values by property name; null when none are sent.</param>
internal sealed record DocumentInput(string? Type, string? Name, string? ChangeToken, JsonElement? Properties)
{
    public static async Task<DocumentInput> ReadAsync(HttpContext context)
    {
        var root = (await JsonBody.ReadAsync(context)).AsObject("A document");
        if (root.Text("entity-type") is { } entity && entity != "document")
            throw RequestException.BadRequest($"The entity-type is '{entity}', but a document is expected here.");
        var properties = root.TryGetProperty("properties", out var values) && values.ValueKind != JsonValueKind.Null
            ? values.AsObject("'properties'")
            : default(JsonElement?);
        return new DocumentInput(root.Text("type"), root.Text("name"), root.Text("changeToken"), properties);
    }
}
