using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Search;
using Archivolt.Documents.Query;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Finds documents by a query.</summary>
internal sealed class QueryDocuments : Operation
{
    private readonly ReadableSearch _search;

    public QueryDocuments(ReadableSearch search) : base("Repository.Query", "Fetch", "Finds documents by a query in NXQL, page by page.")
    {
        _search = search;
        Aliases = ["Document.Query"];
        Parameters =
        [
            new("query", ParameterType.Text, IsRequired: true), new("language", ParameterType.Text), new("queryParams", ParameterType.Texts),
            new("pageSize", ParameterType.Integer), new("currentPageIndex", ParameterType.Integer), new("maxResults", ParameterType.Integer),
            new("sortBy", ParameterType.Texts), new("sortOrder", ParameterType.Texts),
        ];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "documents"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        if (call.Text("language") is { Length: > 0 } language && !language.Equals("NXQL", StringComparison.OrdinalIgnoreCase))
            throw RequestException.BadRequest($"Queries are written in NXQL, not in '{language}'.");
        var query = NxqlParser.Parse(NxqlParser.WithParameters(call.RequiredText("query"), call.Texts("queryParams")));
        if (call.Texts("sortBy") is { Count: > 0 } sortBy)
            query = query with { OrderBy = SortOrder.Of(string.Join(',', sortBy), string.Join(',', call.Texts("sortOrder"))) };
        var page = Paging.Of(call.Number("maxResults") is > 0 and var most ? Math.Min(most, call.Number("pageSize") ?? most) : call.Number("pageSize"), call.Number("currentPageIndex"));
        var found = await _search.FindAsync(call.Principal, DocumentRequest.RepositoryOf(call.Context), query, page.Offset, page.Size, call.Cancelled);
        return new OperationResult.Page(found.Documents, page, found.Total, found.HasMore);
    }
}
