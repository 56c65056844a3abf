using Archivolt.AspNetCore.Json;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>What a client is answered for the result of an operation.</summary>
internal static class OperationAnswer
{
    private const string EmptyList = "application/nuxeo-empty-list";

    public static IResult Of(OperationResult result, HttpContext context) => result switch
    {
        OperationResult.Documents { IsList: false, Items: [var document] } => DocumentJson.For(context).Result(document),
        OperationResult.Documents { Items: var documents } => DocumentJson.For(context).Result(documents),
        OperationResult.Page page => DocumentJson.For(context).Result(page.Items, writer => page.Paging.Write(writer, page.Items.Count, page.Total, page.HasMore)),
        OperationResult.Entity entity => new EntityResult(entity.Type, entity.WriteFields),
        OperationResult.Json json => new JsonAnswer(json.Write),
        OperationResult.Blobs { IsList: false, Items: [var blob] } => new BlobAnswer(blob),
        OperationResult.Blobs { Items: [] } => new EmptyAnswer(EmptyList),
        OperationResult.Blobs { Items: var blobs } => new BlobListAnswer(blobs),
        _ => TypedResults.NoContent(),
    };

    private sealed class EmptyAnswer(string contentType) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
            httpContext.Response.ContentType = contentType;
            return Task.CompletedTask;
        }
    }
}
