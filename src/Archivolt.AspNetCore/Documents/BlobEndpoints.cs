using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The content of a blob property: <c>…/@blob/{xpath}</c>.</summary>
internal static class BlobEndpoints
{
    public static void Map(DocumentRoutes routes)
    {
        routes.Map("GET,HEAD", "@blob", GetAsync, endpoint => endpoint.WithName("GetBlob").WithSummary("The content of a blob.")
            .WithDescription("xpath is a property such as file:content or files:files/0/file, or blobholder:N; without it the main blob.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status206PartialContent, contentType: "application/octet-stream")
            .ProducesErrors(404, 403, 416), rest: true);
        routes.Map("PUT", "@blob", PutAsync, endpoint => endpoint.WithName("PutBlob").WithSummary("Stores content in a blob property.")
            .WithDescription("The body is the file itself, of any type and size, or multipart/form-data with the file as a part. A list property gets another item.")
            .DescribesBody("application/octet-stream", "multipart/form-data").ProducesJson()
            .ProducesErrors(400, 404, 403, 412, 413, 507), rest: true);
        routes.Map("DELETE", "@blob", DeleteAsync, endpoint => endpoint.WithName("DeleteBlob").WithSummary("Empties a blob property.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 404, 403, 412), rest: true);
    }

    private static Task GetAsync(DocumentRequest request, DownloadSender sender, BlobPlaces places) => sender.SendAsync(new DownloadRequest
    {
        Principal = request.Principal,
        Repository = request.Document.Repository,
        DocumentId = request.Document.Id,
        Document = request.Document,
        XPath = Asked(request, places),
    }, request.Context);

    // The content is read with the connection as its only clock: a vanished client fails the read, which leaves nothing. Once everything
    // has arrived nothing stops the rest, so that stored content is referenced.
    private static async Task<IResult> PutAsync(DocumentRequest request, DocumentEditor editor, BlobPlaces places)
    {
        await request.RequireAsync(Permission.Write);
        var path = PlaceOf(request, places);
        if (request.Context.Request.Headers.ContentRange.Count > 0)
            throw RequestException.BadRequest("Content-Range asks for a part of the content to be replaced, which is not offered; send the whole content without it.");
        var isForm = false;
        var stored = await StoreAsync(editor.SetBlobAsync(request.Principal, request.Document, path, async () =>
        {
            (var content, isForm) = await BlobUpload.OpenAsync(request.Context);
            return content;
        }, WriteConditions.OfBlob(request.Context.Request, path)));
        return isForm ? TypedResults.Text("blob updated") : DocumentJson.For(request.Context).Result(stored.Document, stored.Path, stored.Blob);
    }

    private static async Task<IResult> DeleteAsync(DocumentRequest request, DocumentEditor editor, BlobPlaces places)
    {
        await request.RequireAsync(Permission.Write);
        var path = PlaceOf(request, places);
        await editor.RemoveBlobAsync(request.Principal, request.Document, path, WriteConditions.OfBlob(request.Context.Request, path));
        return TypedResults.NoContent();
    }

    private static PropertyPath PlaceOf(DocumentRequest request, BlobPlaces places) =>
        request.Address.Rest.FirstOrDefault(segment => segment.StartsWith('@')) is { } adapter
            ? throw RequestException.NotFound($"There is no adapter '{adapter}' for blobs.")
            : places.Of(request.Document, request.Address.RestText);

    // The download service knows blobholder:N itself; null is the main blob.
    private static string? Asked(DocumentRequest request, BlobPlaces places) => request.Address.RestText switch
    {
        "" => null,
        var text when text.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal) => text,
        _ => PlaceOf(request, places).ToString(),
    };

    private static async Task<StoredBlob> StoreAsync(Task<StoredBlob> storing)
    {
        try
        {
            return await storing;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            throw RequestException.BadRequest(exception.Message, exception);
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException))
        {
            // Stores report their own failures as BlobException: this one is a form that ends before its last boundary.
            throw RequestException.BadRequest("The file in the form is cut off; nothing was stored.", exception);
        }
    }
}
