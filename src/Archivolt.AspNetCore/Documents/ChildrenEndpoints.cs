using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The children of a document, page by page: <c>…/@children</c>.</summary>
internal static class ChildrenEndpoints
{
    public static void Map(DocumentRoutes routes) => routes.Map("GET", "@children", GetAsync, endpoint => endpoint
        .WithName("GetChildren").WithSummary("The children of a document in creation order.")
        .WithDescription("Query: pageSize (50, at most 1000; 0 means that) and currentPageIndex (0). Children that the asker may not read are left out of their page.")
        .ProducesJson().ProducesErrors(400, 404, 403));

    private static async Task<IResult> GetAsync(DocumentRequest request, IDocumentStore documents, IDocumentAccess access)
    {
        var cancelled = request.Context.RequestAborted;
        var page = Paging.Of(request.Context.Request);
        var (children, total) = await documents.ListChildrenAsync(request.Document.Repository, request.Document.Id, page.Offset, page.Size, cancelled);
        var readable = new List<Document>(children.Count);
        foreach (var child in children)
        {
            if (await access.IsAllowedAsync(request.Principal, Permission.Read, child, cancelled))
                readable.Add(child);
        }
        var json = DocumentJson.For(request.Context);
        return new EntityResult("documents", writer =>
        {
            page.Write(writer, readable.Count, total);
            writer.WriteStartArray("entries"u8);
            foreach (var child in readable)
                json.Write(writer, child);
            writer.WriteEndArray();
        });
    }
}
