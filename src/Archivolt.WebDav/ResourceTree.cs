using System.Runtime.CompilerServices;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.WebDav;

/// <summary>
/// Documents as files and folders: what somebody may read and is in no trash. A document without a place for a main file, such as a note, a version or a comment, is neither.
/// </summary>
internal sealed class ResourceTree(IDocumentStore documents, IDocumentAccess access, SchemaRegistry schemas, ReadableDocuments readable)
{
    /// <summary>What is at the path of a request.</summary>
    /// <exception cref="RequestException">404: nothing is shown there.</exception>
    public async Task<Resource> GetAsync(DavCall call) => await FindAsync(call, call.Path) is { Document: not null } resource ? resource : throw NotFound(call.Path);

    /// <summary>What is at a path.</summary>
    public async Task<Resource> FindAsync(DavCall call, DavPath path)
    {
        var found = await documents.FindByPathAsync(call.Repository, path.Document, call.Cancelled);
        var folder = path.IsRoot ? null : await documents.FindByPathAsync(call.Repository, path.Parent.Document, call.Cancelled);
        var above = folder is null ? [] : await ShownAsync(call, folder);
        if (found is not null && (above.Count > 0 || path.IsRoot) && IsShown(found) && await MayReadAsync(call, found))
            return new Resource(path, found, Hidden: null, above) { IsFolder = IsFolder(found) };
        // A folder that somebody may not read is none here: no answer tells of what is in it.
        return above.Count > 0 && await MayReadAsync(call, above[0]) ? new Resource(path, Document: null, found, above) : new Resource(path, Document: null, Hidden: null, []);
    }

    /// <summary>True where somebody may know of a document.</summary>
    public ValueTask<bool> MayReadAsync(DavCall call, Document document) => access.IsAllowedAsync(call.Principal, Permission.Read, document, call.Cancelled);

    /// <summary>What is in a folder, as it is read from the database.</summary>
    public async IAsyncEnumerable<Resource> ChildrenAsync(DavCall call, Resource folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Document> above = [folder.Document!, .. folder.Above];
        await foreach (var child in readable.AllChildrenAsync(call.Principal, folder.Document!, cancellationToken))
        {
            if (IsShown(child))
                yield return new Resource(folder.Path.Child(child.Name), child, Hidden: null, above) { IsFolder = IsFolder(child) };
        }
    }

    /// <summary>What is thrown where nothing is shown.</summary>
    public static RequestException NotFound(DavPath path) => RequestException.NotFound($"There is no document '{path.Document}'.");

    // None where one of them is not shown.
    private async Task<IReadOnlyList<Document>> ShownAsync(DavCall call, Document folder)
    {
        var above = new List<Document>();
        for (Document? next = folder; next is not null; next = next.ParentId is { } parent ? await documents.FindAsync(next.Repository, parent, call.Cancelled) : null)
        {
            if (!IsShown(next) || !IsFolder(next))
                return [];
            above.Add(next);
        }
        return above;
    }

    private bool IsFolder(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true;

    private bool IsShown(Document document) => !document.IsTrashed && !document.IsVersion
        && schemas.Types.GetValueOrDefault(document.Type)?.Facets.Contains("HiddenInNavigation", StringComparer.Ordinal) is not true
        && (IsFolder(document) || BlobHolder.Of(document, schemas)?.MainPath is not null);
}
