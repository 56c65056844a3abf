using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Requests;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Documents: read, create below, change, delete.</summary>
internal static class DocumentEndpoints
{
    public static void Map(DocumentRoutes routes)
    {
        routes.At().MapGet("", Get).WithName("GetDocument").WithSummary("A document.")
            .TakesQuery("properties", "The schemas whose properties are wanted, with commas; * for all. Without it none are answered.").TakesHeader("enrichers-document", "What else is wanted of the document, with commas, such as permissions, acls, thumbnail.")
            .ProducesJson("Document").ProducesErrors(404, 403);
        routes.At().MapPost("", CreateAsync).RunsOnce().WithName("CreateDocument").WithSummary("Creates a child of a document.")
            .TakesJson("""{"entity-type": "document", "type": "File", "name": "report", "properties*": {"dc:title": "Report"}}""").ProducesJson("Document", StatusCodes.Status201Created).ProducesErrors(400, 404, 403, 412);
        routes.At().MapPut("", ChangeAsync).RunsOnce().WithName("ChangeDocument").WithSummary("Changes properties of a document.")
            .WithDescription("Properties that are not sent stay. With 'changeToken' the change is refused when the document changed meanwhile (409), with If-Match and a change token in quotes likewise (412).")
            .TakesJson("""{"entity-type": "document", "properties*": {"dc:title": "Yearly report"}}""").ProducesJson("Document").ProducesErrors(400, 404, 403, 409, 412);
        routes.At().MapDelete("", DeleteAsync).WithName("DeleteDocument").WithSummary("Deletes a document and everything under it.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(404, 403, 412);
    }

    private static IResult Get(DocumentRequest request) => DocumentJson.For(request.Context).Result(request.Document);

    private static async Task<IResult> CreateAsync(DocumentRequest parent, DocumentEditor editor, SchemaRegistry schemas, BlobReaders readers)
    {
        await parent.RequireAsync(Permission.Write);
        var input = await DocumentInput.ReadAsync(parent.Context);
        if (string.IsNullOrWhiteSpace(input.Type) || string.IsNullOrWhiteSpace(input.Name))
            throw RequestException.BadRequest("type or name property is missing");
        if (!schemas.Types.ContainsKey(input.Type))
            throw RequestException.NotFound($"Type not found: {input.Type}");
        var reader = new PropertyReader(schemas, readers.For(parent.Context));
        var created = await editor.CreateAsync(parent.Principal, parent.Document, input.Name, input.Type,
            draft => ApplyAsync(input, draft, reader, parent.Context.RequestAborted), WriteConditions.OfDocument(parent.Context.Request));
        return DocumentJson.For(parent.Context).Result(created, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(DocumentRequest request, DocumentEditor editor, SchemaRegistry schemas, BlobReaders readers)
    {
        await request.RequireAsync(Permission.Write);
        var input = await DocumentInput.ReadAsync(request.Context);
        var reader = new PropertyReader(schemas, readers.For(request.Context));
        var changed = await editor.UpdateAsync(request.Principal, request.Document,
            document => ApplyAsync(input, document, reader, request.Context.RequestAborted),
            WriteConditions.OfDocument(request.Context.Request) with { ChangeToken = input.ChangeToken });
        return DocumentJson.For(request.Context).Result(changed);
    }

    private static async Task<IResult> DeleteAsync(DocumentRequest request, DocumentEditor editor)
    {
        await request.RequireAsync(Permission.Remove);
        await editor.DeleteAsync(request.Principal, request.Document, WriteConditions.OfDocument(request.Context.Request));
        return TypedResults.NoContent();
    }

    private static Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> ApplyAsync(
        DocumentInput input, Document document, PropertyReader reader, CancellationToken cancellationToken) => input.Properties is { } properties
        ? reader.ReadAsync(properties, document, cancellationToken)
        : DocumentEditor.NoContents;
}

/// <summary>Makes the reader of blob values for a request.</summary>
internal sealed class BlobReaders(SchemaRegistry schemas, BlobManager manager, DownloadService downloads, IOptions<HttpOptions> options, LinkedFileAccess? linked = null)
{
    public BlobReader For(HttpContext context) =>
        new(Security.RequestPrincipal.ActingPrincipal(context), BaseUrl.Of(context.Request, options.Value), schemas, manager, downloads, Uploads.UploadedFiles.Of(context), linked);
}
