using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Requests;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Operations over HTTP: listed, described and run.</summary>
internal static class AutomationEndpoints
{
    /// <summary>Maps the operations themselves.</summary>
    /// <param name="automation">The group <c>automation</c>.</param>
    public static void Map(IEndpointRouteBuilder automation)
    {
        automation.MapGet("", List).WithTags("Automation").WithName("ListOperations").WithSummary("The operations with their parameters.")
            .ProducesJson("Operations").ProducesErrors();
        automation.MapPost("login", Login).WithTags("Server").WithName("Login").WithSummary("Says who is signed in.")
            .ProducesJson("Login").ProducesErrors();
        automation.MapGet("{operation}", (string operation, OperationRegistry operations) => Describe(operations.Get(operation)))
            .WithTags("Automation").WithName("GetOperation").WithSummary("An operation with its parameters.")
            .ProducesJson("Operation").ProducesErrors(404);
        automation.MapPost("{operation}", (string operation, HttpContext context, OperationRunner runner) => runner.RunAsync(operation, context))
            .RunsOnce().WithTags("Automation").WithName("RunOperation").WithSummary("Runs an operation.")
            .WithDescription("""The body is {"input", "params", "context"}: input is doc:{id or path}, or docs: with several and commas; or a form whose first part is that JSON and whose other parts are files.""")
            .TakesJson("""{"input": "doc:/default-domain/workspaces/report", "params*": {"properties": {"dc:title": "Report"}}, "context": {}}""", "multipart/form-data").ProducesJson("Anything").Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404, 409);
        KeptOperations.Map(automation);
    }

    /// <summary>Maps operations on the document of an address: <c>…/@op/{operation}</c>.</summary>
    public static void Map(DocumentRoutes routes) => routes.At("@op", rest: true).MapPost("", RunOnDocumentAsync)
        .RunsOnce().WithName("RunOperationOnDocument").WithSummary("Runs an operation on a document; the body is as for any operation, without input.")
        .TakesJson("""{"params*": {"properties": {"dc:title": "Report"}}}""").ProducesJson("Anything").Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404, 409);

    /// <summary>Maps operations on the files of an upload batch.</summary>
    /// <param name="upload">The group <c>upload</c>.</param>
    public static void MapOnUploads(IEndpointRouteBuilder upload)
    {
        upload.MapPost("{batch}/execute/{operation}", (string batch, string operation, HttpContext context, OperationRunner runner) => RunOnFilesAsync(batch, null, operation, context, runner))
            .RunsOnce().WithTags("Automation").WithName("RunOperationOnBatch").WithSummary("Runs an operation on all files of a batch.")
            .TakesJson("""{"params": {}, "context*": {"currentDocument": "/default-domain/workspaces"}}""").ProducesJson("Anything").Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404, 409);
        upload.MapPost("{batch}/{index:int}/execute/{operation}", (string batch, int index, string operation, HttpContext context, OperationRunner runner) => RunOnFilesAsync(batch, index, operation, context, runner))
            .RunsOnce().WithTags("Automation").WithName("RunOperationOnUploadedFile").WithSummary("Runs an operation on a file of a batch.")
            .TakesJson("""{"params*": {"document": "/default-domain/workspaces/report"}, "context": {}}""").ProducesJson("Anything").Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404, 409);
    }

    private static async Task<IResult> RunOnFilesAsync(string batch, int? index, string operation, HttpContext context, OperationRunner runner)
    {
        var files = await UploadedFiles.Of(context).InputAsync(batch, index);
        return await runner.RunAsync(operation, context, new OperationInput.Blobs(files.ToAsyncEnumerable(), IsList: index is null));
    }

    private static Task<IResult> RunOnDocumentAsync(DocumentRequest request, OperationRunner runner) =>
        runner.RunAsync(request.Address.RestText, request.Context, new OperationInput.Documents([request.Document], IsList: false));

    private static EntityResult List(OperationRegistry operations) => new("operations", writer =>
    {
        writer.WriteStartObject("paths"u8);
        writer.WriteString("login"u8, "login");
        writer.WriteEndObject();
        writer.WriteStartArray("codecs"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("operations"u8);
        foreach (var operation in operations.All)
        {
            writer.WriteStartObject();
            OperationDescription.WriteFields(writer, operation);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("chains"u8);
        writer.WriteEndArray();
    });

    private static EntityResult Describe(Operation operation) => new("operation", writer => OperationDescription.WriteFields(writer, operation));

    private static EntityResult Login(HttpContext context)
    {
        var principal = context.ActingPrincipal();
        return new EntityResult("login", writer =>
        {
            writer.WriteString("username"u8, principal.Name);
            writer.WriteBoolean("isAdministrator"u8, principal.IsAdministrator);
            writer.WriteStartArray("groups"u8);
            foreach (var group in principal.Groups.Order(StringComparer.Ordinal))
                writer.WriteStringValue(group);
            writer.WriteEndArray();
        });
    }
}
