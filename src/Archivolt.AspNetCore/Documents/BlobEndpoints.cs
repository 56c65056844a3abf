using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Renditions;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Renditions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The content of a blob property: <c>…/@blob/{xpath}</c>.</summary>
internal static class BlobEndpoints
{
    public static void Map(DocumentRoutes routes)
    {
        routes.At("@blob", rest: true).MapGet("", GetAsync).WithName("GetBlob").WithSummary("The content of a blob.")
            .WithDescription("xpath is a property such as file:content or files:files/0/file, or blobholder:N; without it the main blob.")
            .ProducesContent("application/octet-stream").ProducesContent("application/octet-stream", StatusCodes.Status206PartialContent)
            .TakesHeader("Range", "Bytes, such as bytes=0-99.").ProducesErrors(404, 403, 416);
        routes.At("@blob", rest: true).MapPost("", PostAsync).WithName("ScheduleBlobConversion")
            .WithSummary("Converts a blob, at once or with async=true in the background: …/@blob/{xpath}/@convert.")
            .TakesForm("""{"converter": "any2pdf", "async": true}""").ProducesJson("ConversionScheduled", 202).ProducesErrors(400, 404, 413, 422, 503);
        routes.At("@blob", rest: true).MapPut("", PutAsync).WithName("PutBlob").WithSummary("Stores content in a blob property.")
            .WithDescription("The body is the file itself, of any type and size, or multipart/form-data with the file as a part. A list property gets another item. A form is answered by a line of text. Send the bytes: some generated clients turn them into JSON unless told otherwise.")
            .TakesQuery("filename", "The name of the file, where the body is the file itself.").TakesHeader("If-Match", "The change token that the document is to have.")
            .DescribesBody("application/octet-stream", "multipart/form-data").ProducesJson("Blob").ProducesContent("text/plain")
            .ProducesErrors(400, 404, 403, 412, 413, 507);
        routes.At("@blob", rest: true).MapDelete("", DeleteAsync).WithName("DeleteBlob").WithSummary("Empties a blob property.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 404, 403, 412);
    }

    private static Task GetAsync(DocumentRequest request, DownloadSender sender, BlobPlaces places, DocumentRenditions renditions, DownloadService downloads)
    {
        var (address, adapter) = Split(request);
        var xpath = Asked(request, address, places);
        return adapter switch
        {
            null => sender.SendAsync(new DownloadRequest
            {
                Principal = request.Principal,
                Repository = request.Document.Repository,
                DocumentId = request.Document.Id,
                Document = request.Document,
                XPath = xpath,
            }, request.Context),
            ConversionEndpoints.Adapter => ConversionEndpoints.ConvertAsync(request, xpath, sender, renditions),
            PreviewEndpoints.Adapter => PreviewEndpoints.ShowAsync(request, xpath, sender, renditions, downloads),
            _ => throw NoAdapter(adapter),
        };
    }

    private static Task PostAsync(
        DocumentRequest request, DownloadSender sender, BlobPlaces places, DownloadService downloads, DocumentRenditions renditions, IOptions<HttpOptions> options)
    {
        var (address, adapter) = Split(request);
        return adapter == ConversionEndpoints.Adapter
            ? ConversionEndpoints.PostAsync(request, Asked(request, address, places), sender, downloads, renditions, options)
            : throw (adapter is null ? RequestException.BadRequest("A blob is stored with PUT; POST converts it (…/@convert).") : NoAdapter(adapter));
    }

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
        Split(request) is (var address, null) ? places.Of(request.Document, address) : throw NoAdapter(Split(request).Adapter!);

    // The property path, and the adapter behind it.
    private static (string Address, string? Adapter) Split(DocumentRequest request)
    {
        var rest = request.Address.Rest;
        var end = rest.TakeWhile(segment => !segment.StartsWith('@')).Count();
        return (string.Join('/', rest.Take(end)), end < rest.Count ? rest[end] : null);
    }

    private static RequestException NoAdapter(string adapter) => RequestException.NotFound($"There is no adapter '{adapter}' for blobs.");

    // The download service knows blobholder:N itself; null is the main blob.
    private static string? Asked(DocumentRequest request, string address, BlobPlaces places) => address switch
    {
        "" => null,
        _ when address.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal) => address,
        _ => places.Of(request.Document, address).ToString(),
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
    }
}
