using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Documents by a part of their name or title, as far as the person may read them.</summary>
internal static class SearchEndpoint
{
    private const int MaxLength = 200;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(ConsoleUrl.Search, FindAsync);

    private static async Task<IResult> FindAsync(string? q, HttpContext context, ReadableSearch search, SchemaRegistry schemas)
    {
        var text = q?.Trim() ?? "";
        if (text.Length is 0 or > MaxLength || text.Any(char.IsControl))
            return new ResultsPage(text, Listing.Of(context.Request), new SearchPage([], 0, HasMore: false), schemas);
        var listing = Listing.Of(context.Request);
        var found = await search.FindAsync(context.ActingPrincipal(), DocumentRequest.RepositoryOf(context), listing.Named(text), listing.Offset, Listing.PageSize, Listing.MostCounted, context.RequestAborted);
        return new ResultsPage(text, listing, found, schemas);
    }
}
