using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Query;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Documents;

/// <summary>The page of a document: of a folder with what is in it, of another one with its content.</summary>
internal sealed class DocumentView(ReadableSearch search, IDocumentStore documents, IDocumentAccess access, SchemaRegistry schemas, DocumentFacts facts, LinkedFileAccess linked)
{
    /// <summary>Makes the page.</summary>
    /// <param name="request">The document and who looks at it.</param>
    /// <param name="outcome">What came of a form.</param>
    public async Task<Page> OfAsync(DocumentRequest request, Outcome outcome)
    {
        var rights = await Rights.OfAsync(request);
        var document = request.Document;
        if (schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is not true)
            return new DocumentPage(await facts.OfAsync(request), rights, outcome);
        var listing = Listing.Of(request.Context.Request);
        var found = await search.FindAsync(request.Principal, document.Repository, listing.In(document), listing.Offset, Listing.PageSize, Listing.MostCounted, request.Context.RequestAborted);
        var removable = await access.SelectAllowedAsync(request.Principal, Permission.Remove, found.Documents, request.Context.RequestAborted);
        return new FolderPage(document, listing, found, rights, await IsInTrashAsync(document, request.Context.RequestAborted), new SelectionBar(document, listing, removable.Count > 0), linked.IsConfigured, schemas, outcome);
    }

    private async Task<bool> IsInTrashAsync(Document folder, CancellationToken cancellationToken)
    {
        for (var above = folder; above is not null; above = above.ParentId is { } id ? await documents.FindAsync(above.Repository, id, cancellationToken) : null)
        {
            if (above.IsTrashed)
                return true;
        }
        return false;
    }
}
