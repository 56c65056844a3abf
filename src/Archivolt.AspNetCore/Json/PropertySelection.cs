using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>
/// Which schemas' properties the asker wants to see: a comma list of schema names, or <c>*</c>, in the header or query parameter
/// <c>properties</c>, <c>X-NXproperties</c> or <c>X-NXDocumentProperties</c>. Without any, documents have no <c>properties</c> at all.
/// </summary>
internal sealed class PropertySelection
{
    private static readonly string[] Names = ["properties", "X-NXproperties", "X-NXDocumentProperties"];

    private readonly HashSet<string> _schemas;

    private PropertySelection(IEnumerable<string> schemas) => _schemas = [.. schemas];

    public bool IsEmpty => _schemas.Count == 0;

    public bool IsAll => _schemas.Contains("*");

    public static PropertySelection Of(HttpRequest request) => new(
        Names.SelectMany(name => request.Headers[name].Concat(request.Query[name]))
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    public bool Includes(string schema) => IsAll || _schemas.Contains(schema);
}
