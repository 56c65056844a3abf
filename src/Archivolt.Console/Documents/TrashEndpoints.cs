using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Puts documents into the trash, takes them out again, and lists what is in it.</summary>
internal static class TrashEndpoints
{
    /// <summary>Name of the field for the page to go back to.</summary>
    public const string NextField = "next";

    private const string Address = ConsoleUrl.Trash + "/{id}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Trash, ListAsync);
        pages.MapPost(Address, (string id, HttpContext context, DocumentEditor editor) => SetAsync(id, context, editor, trashed: true)).AddEndpointFilter<RefusedActions>();
        pages.MapPost(Address + "/restoration", (string id, HttpContext context, DocumentEditor editor) => SetAsync(id, context, editor, trashed: false)).AddEndpointFilter<RefusedActions>();
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, DocumentEditor editor, bool trashed)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Remove);
        var next = (await FormFields.ReadAsync(context))[NextField].ToString();
        // Asked for twice, it is done once.
        var changed = request.Document.IsTrashed == trashed ? request.Document : await editor.TrashAsync(request.Principal, request.Document, trashed);
        return new SeeOther(ConsoleUrl.IsOwn(next) ? next : $"{ConsoleUrl.OfDocument(changed.Path)}?done={(trashed ? Outcome.Trashed : Outcome.Untrashed)}");
    }

    private static async Task<IResult> ListAsync(string? @in, string? done, HttpContext context, ReadableSearch search, IDocumentAccess access, SchemaRegistry schemas)
    {
        var folder = @in is { Length: > 0 } ? (await RequestedDocument.OfAsync(context, @in)).Document : null;
        var (principal, listing) = (context.ActingPrincipal(), Listing.Of(context.Request));
        var repository = folder?.Repository ?? DocumentRequest.RepositoryOf(context);
        var found = await search.FindAsync(principal, repository, listing.TrashedIn(folder), listing.Offset, Listing.PageSize, Listing.MostCounted, context.RequestAborted);
        var removable = new HashSet<string>();
        foreach (var document in found.Documents)
        {
            if (await access.IsAllowedAsync(principal, Permission.Remove, document, context.RequestAborted))
                removable.Add(document.Id);
        }
        return new TrashPage(folder, listing, found, removable, schemas, Outcome.Of(done));
    }
}
