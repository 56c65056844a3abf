using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Search;

/// <summary>Documents found by a query, or by one that has a name.</summary>
internal static class SearchEndpoints
{
    private const string Language = "NXQL";

    public static void Map(IEndpointRouteBuilder api)
    {
        var search = api.MapGroup("search").WithMetadata(new AlsoAt("search", "repo/{repository}/search"));
        Describe(search.MapGet("execute", RunAsync), "SearchDocuments", "Documents that a query finds.");
        Describe(search.MapGet("lang/{language}/execute", RunInAsync), "SearchDocumentsIn", "The same with the language in the address; there is NXQL.");
        Describe(search.MapGet("pp/{provider}/execute", RunProviderAsync), "SearchDocumentsBy", "Documents that a query with a name finds.");
        var query = api.MapGroup("query").WithMetadata(new AlsoAt("query", "repo/{repository}/query"));
        Describe(query.MapGet("", RunAsync), "QueryDocuments", "The same as search/execute.");
        Describe(query.MapGet("{provider}", RunProviderAsync), "QueryDocumentsBy", "The same as search/pp/{provider}/execute, or with NXQL for a provider as search/execute.");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint.WithTags("Search").WithName(name).WithSummary(summary)
        .TakesQuery("query", "The query in NXQL; not where the address names one that is known.").TakesQuery("queryParams", "A value for each question mark, given as often as there are some.")
        .TakesPage().TakesQuery("sortBy", "Properties, with commas.").TakesQuery("sortOrder", "asc or desc for each of them, with commas.")
        .ProducesJson("Documents").ProducesErrors(400, 404);

    private static Task<IResult> RunAsync(HttpContext context, ReadableSearch search) => FindAsync(
        context, search, context.Request.Query["query"].ToString() is { Length: > 0 } query ? query : throw RequestException.BadRequest("The query parameter 'query' is missing."));

    private static Task<IResult> RunInAsync(string language, HttpContext context, ReadableSearch search) => language.Equals(Language, StringComparison.OrdinalIgnoreCase)
        ? RunAsync(context, search)
        : throw RequestException.BadRequest($"Queries are written in {Language}, not in '{language}'.");

    private static Task<IResult> RunProviderAsync(string provider, HttpContext context, ReadableSearch search) => provider.Equals(Language, StringComparison.OrdinalIgnoreCase)
        ? RunAsync(context, search)
        : FindAsync(context, search, PageProviders.Get(provider));

    private static async Task<IResult> FindAsync(HttpContext context, ReadableSearch search, string text)
    {
        var asked = context.Request.Query;
        var values = asked["queryParams"].OfType<string>().ToList();
        var query = NxqlParser.Parse(NxqlParser.WithParameters(text, values));
        if (asked["sortBy"].ToString() is { Length: > 0 } sortBy)
            query = query with { OrderBy = SortOrder.Of(sortBy, asked["sortOrder"].ToString()) };
        var page = Paging.Of(context.Request);
        var found = await search.FindAsync(context.ActingPrincipal(), DocumentRequest.RepositoryOf(context, (string?)context.GetRouteValue("repository")),
            query, page.Offset, page.Size, context.RequestAborted);
        return DocumentJson.For(context).Result(found.Documents, writer => page.Write(writer, found.Documents.Count, found.Total, found.HasMore));
    }
}
