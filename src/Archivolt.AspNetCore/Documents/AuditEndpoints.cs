using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>What happened to a document, newest first: <c>…/@audit</c>.</summary>
internal static class AuditEndpoints
{
    public static void Map(DocumentRoutes routes) => routes.At("@audit").MapGet("", GetAsync)
        .WithName("GetDocumentAudit").WithSummary("The audit entries of a document, newest first.")
        .TakesPage()
        .ProducesJson("LogEntries").ProducesErrors(400, 404, 403);

    private static async Task<IResult> GetAsync(DocumentRequest request, IAuditLog audit)
    {
        var page = Paging.Of(request.Context.Request);
        // One more than the page, to know whether another follows.
        var read = await audit.QueryAsync(new AuditQuery
        {
            Repository = request.Document.Repository,
            DocumentId = request.Document.Id,
            Skip = page.Offset,
            Limit = page.Size + 1,
        }, request.Context.RequestAborted);
        var entries = read.Take(page.Size).ToList();
        return new EntityResult("logEntries", writer =>
        {
            // At least so many, and behind the end at most.
            page.Write(writer, entries.Count, page.Offset + read.Count);
            writer.WriteEntries(entries, AuditJson.Write);
        });
    }
}
