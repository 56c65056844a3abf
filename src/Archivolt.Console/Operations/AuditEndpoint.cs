using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>Shows what happened, newest first.</summary>
internal static class AuditEndpoint
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(ConsoleUrl.Audit, ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext context, IAuditLog audit, IDocumentStore documents)
    {
        var filter = AuditFilter.Of(context.Request);
        try
        {
            var query = await filter.ToQueryAsync(documents, DocumentRequest.RepositoryOf(context), context.RequestAborted);
            return new AuditPage(filter, query, await audit.QueryAsync(query, context.RequestAborted));
        }
        catch (RequestException refused)
        {
            return new AuditPage(filter, new AuditQuery(), [], refused);
        }
    }
}
