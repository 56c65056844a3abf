using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Stores another main file of a document, read from the connection as over REST, or takes it away.</summary>
internal static class FileEndpoints
{
    /// <summary>Names the state that the page showed, in the address: the file is read as it comes, before whatever stands behind it.</summary>
    public const string TokenQuery = "token";

    private const string Address = ConsoleUrl.Files + "/{id}";
    private const string Removal = Address + "/removal";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost(Address, ReplaceAsync).AddEndpointFilter<RefusedActions>();
        pages.MapGet(Removal, AskAsync);
        pages.MapPost(Removal, RemoveAsync).AddEndpointFilter<RefusedActions>();
    }

    private static async Task<IResult> ReplaceAsync(string id, HttpContext context, DocumentEditor editor, BlobPlaces places)
    {
        var request = await RequestAsync(id, context);
        if (context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is not true)
            throw RequestException.BadRequest(Phrase.Of("The file is to come in a form: multipart/form-data."));
        var stored = await editor.SetBlobAsync(request.Principal, request.Document, places.Of(request.Document, ""), async () => (await BlobUpload.OpenAsync(context)).Content,
            new EditOptions { ChangeToken = context.Request.Query[TokenQuery].ToString() });
        return Done(stored.Document, Outcome.Replaced);
    }

    private static async Task<IResult> AskAsync(string id, HttpContext context, BlobPlaces places)
    {
        var request = await RequestAsync(id, context);
        return request.Document.Properties.Get(places.Of(request.Document, "")) is BlobInfo file
            ? new RemovalPage(request.Document, file)
            : throw RequestException.NotFound(Phrase.Of("The document has no main file; it may be removed already."));
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, DocumentEditor editor, BlobPlaces places)
    {
        var request = await RequestAsync(id, context);
        var token = (await FormFields.ReadAsync(context))[EditForm.TokenField].ToString();
        return Done(await editor.RemoveBlobAsync(request.Principal, request.Document, places.Of(request.Document, ""), new EditOptions { ChangeToken = token }), Outcome.Removed);
    }

    private static SeeOther Done(Document document, string what) => new($"{ConsoleUrl.OfDocument(document.Path)}?done={what}");

    private static async Task<DocumentRequest> RequestAsync(string id, HttpContext context)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Write);
        return request;
    }
}
