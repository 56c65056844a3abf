using System.Runtime.CompilerServices;
using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Lists documents as far as somebody may read them.</summary>
internal sealed class ReadableDocuments(IDocumentStore documents, IDocumentAccess access)
{
    private const int PageSize = 200;

    /// <summary>A page of the children of a document in creation order; those that may not be read are left out of their page.</summary>
    public async Task<(IReadOnlyList<Document> Page, long Total)> ChildrenAsync(
        Principal principal, Document parent, int offset, int limit, CancellationToken cancellationToken)
    {
        var (children, total) = await documents.ListChildrenAsync(parent.Repository, parent.Id, offset, limit, cancellationToken);
        return (await access.SelectAllowedAsync(principal, Permission.Read, children, cancellationToken), total);
    }

    /// <summary>All children of a document that may be read, in creation order.</summary>
    public async IAsyncEnumerable<Document> AllChildrenAsync(Principal principal, Document parent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var offset = 0; ; offset += PageSize)
        {
            var (page, total) = await ChildrenAsync(principal, parent, offset, PageSize, cancellationToken);
            foreach (var child in page)
                yield return child;
            if (offset + PageSize >= total)
                yield break;
        }
    }
}
