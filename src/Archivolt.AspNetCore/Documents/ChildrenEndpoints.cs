using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The children of a document, page by page: <c>…/@children</c>.</summary>
internal static class ChildrenEndpoints
{
    public static void Map(DocumentRoutes routes) => routes.At("@children").MapGet("", GetAsync)
        .WithName("GetChildren").WithSummary("The children of a document in creation order.")
        .TakesPage().WithDescription("Children that the asker may not read are left out of their page.")
        .ProducesJson("Documents").ProducesErrors(400, 404, 403);

    private static async Task<IResult> GetAsync(DocumentRequest request, ReadableDocuments documents)
    {
        var page = Paging.Of(request.Context.Request);
        var (readable, total) = await documents.ChildrenAsync(request.Principal, request.Document, page.Offset, page.Size, request.Context.RequestAborted);
        return DocumentJson.For(request.Context).Result(readable, writer => page.Write(writer, readable.Count, total));
    }
}
