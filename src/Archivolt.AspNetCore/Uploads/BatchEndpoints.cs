using System.Globalization;
using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Uploads;

/// <summary>Uploads before their documents, as the platform's clients make them: <c>upload/BATCH/INDEX</c>, whole or in chunks.</summary>
internal static class BatchEndpoints
{
    /// <summary>Name of the one handler: files go through this server.</summary>
    public const string Handler = "default";

    public static void Map(IEndpointRouteBuilder api)
    {
        var upload = api.MapGroup("upload").WithTags("Uploads");
        upload.MapPost("", OpenAsync).WithName("OpenBatch").WithSummary("Opens a batch for files.")
            .ProducesJson("UploadBatch", StatusCodes.Status201Created).ProducesErrors();
        upload.MapPost("new/{handler}", OpenWithHandlerAsync).WithName("OpenBatchWithHandler").WithSummary("Opens a batch with a handler; there is one, 'default'.")
            .ProducesJson("UploadBatchInfo").ProducesErrors(400);
        upload.MapGet("handlers", BatchJson.Handlers).WithName("GetUploadHandlers").WithSummary("Names of the handlers.").ProducesJson("UploadHandlers").ProducesErrors();
        upload.MapGet("handlers/{handler}", GetHandler).WithName("GetUploadHandler").WithSummary("A handler.").ProducesJson("UploadHandler").ProducesErrors(404);
        upload.MapGet("{batch}", ListAsync).WithName("GetBatch").WithSummary("The files of a batch; 204 when it has none.")
            .ProducesJson("UploadedFiles").Produces(StatusCodes.Status204NoContent).ProducesErrors(404);
        upload.MapGet("{batch}/info", GetInfoAsync).WithName("GetBatchInfo").WithSummary("A batch with its handler and files.").ProducesJson("UploadBatchInfo").ProducesErrors(404);
        upload.MapDelete("{batch}", DropAsync).WithName("DropBatch").WithSummary("Drops a batch with its files.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(404);
        upload.MapPost("{batch}/refreshToken", RefreshTokenAsync).WithName("RefreshUploadToken").WithSummary("Not offered: the handler 'default' has no tokens.")
            .ProducesErrors(404, 501);
        upload.MapPost("{batch}/{index}", StoreAsync).WithName("UploadFile").WithSummary("Uploads a file, or a chunk of one.")
            .WithDescription("The body is the file itself. 202 says that chunks are missing.")
            .TakesHeader("X-File-Name", "The name of the file, percent-encoded.").TakesHeader("X-File-Type", "Its media type.").TakesHeader("X-Upload-Type", "chunked, for a chunk.")
            .TakesHeader("X-Upload-Chunk-Index", "The number of the chunk, from 0.").TakesHeader("X-Upload-Chunk-Count", "How many there are.").TakesHeader("X-File-Size", "The length of the whole file.")
            .DescribesBody("application/octet-stream").ProducesJson("UploadProgress", StatusCodes.Status201Created).ProducesJson("UploadProgress", StatusCodes.Status202Accepted)
            .ProducesErrors(400, 404, 409, 413, 507);
        upload.MapGet("{batch}/{index}", GetAsync).WithName("GetUploadedFile").WithSummary("A file of a batch; 202 while chunks are missing.")
            .ProducesJson("UploadedFile").ProducesJson("UploadedFile", StatusCodes.Status202Accepted).ProducesErrors(400, 404);
        upload.MapDelete("{batch}/{index}", RemoveAsync).WithName("RemoveUploadedFile").WithSummary("Takes a file out of its batch.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 404);
        upload.MapPost("{batch}/{index}/complete", CompleteAsync).WithName("CompleteUploadedFile")
            .WithSummary("Checks a file against fileSize and md5 in the body, as far as they are given.").ProducesJson("UploadProgress").ProducesErrors(400, 404, 409);
    }

    private static async Task<BatchJson> OpenAsync(HttpContext context, UploadSessions sessions) =>
        BatchJson.Opened(await sessions.CreateAsync(context.ActingPrincipal(), context.RequestAborted));

    private static async Task<BatchJson> OpenWithHandlerAsync(string handler, HttpContext context, UploadSessions sessions) => handler == Handler
        ? BatchJson.Info(await sessions.CreateAsync(context.ActingPrincipal(), context.RequestAborted), [])
        : throw RequestException.BadRequest($"There is no upload handler '{handler}'; there is '{Handler}'.");

    private static BatchJson GetHandler(string handler) =>
        handler == Handler ? BatchJson.TheHandler() : throw RequestException.NotFound($"There is no upload handler '{handler}'.");

    private static async Task<IResult> ListAsync(string batch, HttpContext context, UploadSessions sessions)
    {
        var found = await sessions.GetAsync(context.ActingPrincipal(), batch, context.RequestAborted);
        return found.Files.Count == 0 ? TypedResults.NoContent() : BatchJson.Files(found);
    }

    private static async Task<BatchJson> GetInfoAsync(string batch, HttpContext context, UploadSessions sessions) =>
        BatchJson.Info(batch, (await sessions.GetAsync(context.ActingPrincipal(), batch, context.RequestAborted)).Files);

    private static async Task<IResult> DropAsync(string batch, HttpContext context, UploadSessions sessions)
    {
        await sessions.DropAsync(context.ActingPrincipal(), batch, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task RefreshTokenAsync(string batch, HttpContext context, UploadSessions sessions)
    {
        await sessions.GetAsync(context.ActingPrincipal(), batch, context.RequestAborted);
        throw new RequestException(StatusCodes.Status501NotImplemented, $"The upload handler '{Handler}' has no tokens.");
    }

    private static async Task<BatchJson> StoreAsync(string batch, string index, HttpContext context, UploadSessions sessions)
    {
        var number = IndexOf(index);
        var headers = context.Request.Headers;
        var (principal, content) = (context.ActingPrincipal(), await ContentOfAsync(context));
        if (headers["X-Upload-Type"] != "chunked")
        {
            var file = await sessions.StoreAsync(principal, batch, number, content, context.RequestAborted);
            return BatchJson.Uploaded(batch, file, file.ArrivedLength);
        }
        var (chunk, count, length) = ((int)NumberOf(headers, "X-Upload-Chunk-Index"), (int)NumberOf(headers, "X-Upload-Chunk-Count"), NumberOf(headers, "X-File-Size"));
        var chunked = await sessions.StoreChunkAsync(principal, batch, number, chunk, count, length, content, context.RequestAborted);
        return BatchJson.Uploaded(batch, chunked, chunked.Arrived.First(part => part.Number == chunk).Length!.Value);
    }

    private static async Task<BatchJson> GetAsync(string batch, string index, HttpContext context, UploadSessions sessions) =>
        BatchJson.File(await sessions.GetFileAsync(context.ActingPrincipal(), batch, IndexOf(index), context.RequestAborted));

    private static async Task<IResult> RemoveAsync(string batch, string index, HttpContext context, UploadSessions sessions) =>
        await sessions.RemoveAsync(context.ActingPrincipal(), batch, IndexOf(index), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw RequestException.NotFound($"The upload batch has no file {index}.");

    // Clients of object stores say what they uploaded; here it is known, and compared.
    private static async Task<BatchJson> CompleteAsync(string batch, string index, HttpContext context, UploadSessions sessions)
    {
        var file = await sessions.GetFileAsync(context.ActingPrincipal(), batch, IndexOf(index), context.RequestAborted);
        if (!file.IsComplete)
            throw new RequestException(StatusCodes.Status409Conflict, $"The file is not complete: only {file.ArrivedLength} bytes have arrived.");
        var said = context.Request.ContentLength > 0 ? (await JsonBody.ReadAsync(context)).AsObject("The completion") : default;
        if (said.ValueKind == JsonValueKind.Object && ((LengthIn(said) is { } length && length != file.ArrivedLength) || !HasDigest(file, said.Text("md5"))))
            throw new RequestException(StatusCodes.Status409Conflict, "The file that was uploaded is another than the one that the request describes.");
        return BatchJson.Completed(batch, file.Index);
    }

    private static long? LengthIn(JsonElement said) => !said.TryGetProperty("fileSize", out var size) || size.ValueKind == JsonValueKind.Null ? null
        : size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var number) ? number
        : size.ValueKind == JsonValueKind.String && long.TryParse(size.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var text) ? text
        : throw RequestException.BadRequest("'fileSize' is to be a number of bytes.");

    // Another algorithm's digest says nothing.
    private static bool HasDigest(UploadFile file, string? md5) =>
        md5 is null || file.Parts is not [{ Digest: { } digest }] || digest.Algorithm != DigestAlgorithm.Md5
        || digest.Hex.Equals(md5, StringComparison.OrdinalIgnoreCase);

    private static async Task<BlobSource> ContentOfAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true)
            throw RequestException.BadRequest("Send the file itself as the body, not as a form.");
        var content = (await BlobUpload.OpenAsync(context)).Content;
        return content.MediaType is { Length: > 0 } type && !type.Contains('/', StringComparison.Ordinal) ? content.With(mediaType: $"application/{type}") : content;
    }

    private static int IndexOf(string index) => int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw RequestException.BadRequest($"'{index}' is no number of a file; files of a batch are numbered from 0.");

    private static long NumberOf(IHeaderDictionary headers, string name) =>
        long.TryParse(headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (name == "X-File-Size" || number <= UploadSessions.MaxCount)
            ? number
            : throw RequestException.BadRequest($"An upload in chunks needs the header {name} with a number, not '{headers[name]}'.");
}
