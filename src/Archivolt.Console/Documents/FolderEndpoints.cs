using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.WebConsole.Languages;
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
        pages.MapPost(ConsoleUrl.Folders + "/{id}", CreateAsync).AddEndpointFilter<RefusedActions>();
    }

    private static RedirectHttpResult ToDocuments() => TypedResults.Redirect(ConsoleUrl.Documents);

    // A path that somebody typed.
    private static async Task<IResult> OpenAsync(string? path, HttpContext context)
    {
        var request = await RequestedDocument.AtAsync(context, "/" + path?.Trim().Trim('/'));
        return TypedResults.Redirect(ConsoleUrl.OfDocument(request.Document.Path));
    }

    private static async Task<IResult> ShowAsync(string? path, string? done, HttpContext context, DocumentView view, GrantedDocuments granted, SchemaRegistry schemas)
    {
        var folder = "/" + path?.TrimEnd('/');
        DocumentRequest request;
        try
        {
            request = await RequestedDocument.AtAsync(context, folder);
        }
        // Everybody begins at the root, and every trail leads there; not everybody may read all that is on the way.
        catch (RequestException refusal) when (refusal.Status == StatusCodes.Status403Forbidden)
        {
            var (documents, hasMore) = await granted.BelowAsync(folder, context.ActingPrincipal(), DocumentRequest.RepositoryOf(context), context.RequestAborted);
            if (documents.Count > 0 || hasMore)
                return new GrantedPage(folder, documents, hasMore, schemas);
            if (folder != "/")
                throw;
            throw new RequestException(refusal.Status, Phrase.Of("You may not read the folder that all documents are in, nor have you rights on another one; an administrator can give you some, or put you into a group that has some, such as “members”."), refusal);
        }
        return await view.OfAsync(request, Outcome.Of(done));
    }

    private static async Task<IResult> CreateAsync(string id, HttpContext context, DocumentEditor editor)
    {
        var parent = await RequestedDocument.OfAsync(context, id);
        var name = (await FormFields.ReadAsync(context))["name"].ToString().Trim();
        if (name.Length == 0)
            throw RequestException.BadRequest(Phrase.Of("A folder needs a name."));
        var created = await editor.CreateAsync(parent.Principal, parent.Document, name, Folder, draft =>
        {
            draft.Properties.Set("dc:title", name);
            return DocumentEditor.NoContents;
        });
        var isBeside = created.Name != DocumentName.Sanitize(name);
        return new SeeOther($"{ConsoleUrl.OfDocument(parent.Document.Path)}?done={(isBeside ? Outcome.FolderMadeBeside : Outcome.FolderMade)}");
    }
}
