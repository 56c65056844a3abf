using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>
/// What a request asks to be added to entities of a kind: a comma list in the header or query parameter <c>enrichers-document</c>, <c>fetch-document</c> and so on, with a dash
/// or a dot and with or without <c>X-NX</c> before it.
/// </summary>
internal static class AskedNames
{
    public static IReadOnlySet<string> Of(HttpRequest request, string what, string entity)
    {
        string[] names = [$"{what}-{entity}", $"{what}.{entity}", $"X-NX{what}-{entity}", $"X-NX{what}.{entity}"];
        return names.SelectMany(name => request.Headers[name].Concat(request.Query[name]))
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal);
    }
}
