using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Documents by their path: a folder with what is in it, or a document. People see what they may read, as over REST.</summary>
internal static class FolderEndpoints
{
    private const string Folder = "Folder";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Root, ToDocuments);
        pages.MapGet(ConsoleUrl.Open, OpenAsync);
        pages.MapGet(ConsoleUrl.Documents + "/{**path}", ShowAsync);
        pages.MapPost(ConsoleUrl.Folders + "/{id}", CreateAsync);
    }

    private static RedirectHttpResult ToDocuments() => TypedResults.Redirect(ConsoleUrl.Documents);

    // A path that somebody typed.
    private static async Task<IResult> OpenAsync(string? path, HttpContext context)
    {
        var request = await DocumentRequest.OfAsync(context, At("/" + path?.Trim().Trim('/')));
        return TypedResults.Redirect(ConsoleUrl.OfDocument(request.Document.Path));
    }

    private static async Task<IResult> ShowAsync(string? path, HttpContext context, ReadableSearch search, SchemaRegistry schemas, DocumentFacts facts)
    {
        var request = await DocumentRequest.OfAsync(context, At("/" + path?.TrimEnd('/')));
        var rights = await Rights.OfAsync(request);
        if (schemas.Types.GetValueOrDefault(request.Document.Type)?.IsFolderish is not true)
            return new DocumentPage(await facts.OfAsync(request), rights);
        var listing = Listing.Of(context.Request);
        var found = await search.FindAsync(request.Principal, request.Document.Repository, listing.In(request.Document), listing.Offset, Listing.PageSize, context.RequestAborted);
        return new FolderPage(request.Document, listing, found, rights, schemas);
    }

    private static async Task<IResult> CreateAsync(string id, HttpContext context, DocumentEditor editor)
    {
        var parent = await DocumentRequest.OfAsync(context, new DocumentAddress(null, id, null, null, []));
        var name = (await FormFields.ReadAsync(context))["name"].ToString().Trim();
        if (name.Length == 0)
            throw RequestException.BadRequest("A folder needs a name.");
        await editor.CreateAsync(parent.Principal, parent.Document, name, Folder, draft =>
        {
            draft.Properties.Set("dc:title", name);
            return DocumentEditor.NoContents;
        });
        return new SeeOther(ConsoleUrl.OfDocument(parent.Document.Path));
    }

    private static DocumentAddress At(string path) => new(null, null, path, null, []);
}
