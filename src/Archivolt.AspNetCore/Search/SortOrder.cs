using Archivolt.Documents.Query;

namespace Archivolt.AspNetCore.Search;

/// <summary>An order as clients ask for it beside a query: <c>sortBy=dc:title,dc:modified&amp;sortOrder=asc,desc</c>.</summary>
internal static class SortOrder
{
    /// <summary>The keys of an order; a direction that is not given is ascending.</summary>
    public static IReadOnlyList<NxqlOrder> Of(string sortBy, string? sortOrder)
    {
        var directions = (sortOrder ?? "").Split(',', StringSplitOptions.TrimEntries);
        return [.. sortBy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select((property, index) =>
            new NxqlOrder(property, index < directions.Length && directions[index].Equals("desc", StringComparison.OrdinalIgnoreCase), Position: 0))];
    }
}
