using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Documents;

/// <summary>Finds where somebody begins who may not read the root.</summary>
internal sealed class GrantedDocuments(IDocumentAccess access, IDocumentStore documents)
{
    private const int MostShown = 200;
    private const int MostLookedAt = 5000;

    /// <summary>
    /// The documents that the person may read and no page of a folder leads to, since their own folder is not readable; in the order of their paths. Their own entries grant it, since nothing
    /// else can.
    /// </summary>
    public async Task<(IReadOnlyList<Document> Documents, bool HasMore)> OfAsync(Principal principal, string repository, CancellationToken cancellationToken)
    {
        var (found, folders, lookedAt) = (new List<Document>(), new Dictionary<string, bool>(StringComparer.Ordinal), 0);
        await foreach (var id in access.ListGrantedAsync(principal, repository, cancellationToken))
        {
            if (found.Count == MostShown || lookedAt++ == MostLookedAt)
                return (found, true);
            if (await documents.FindAsync(repository, id, cancellationToken) is { } document
                && await access.IsAllowedAsync(principal, Permission.Read, document, cancellationToken) && !await IsReadableAsync(document.ParentId))
            {
                found.Add(document);
            }
        }
        return (found, false);

        async ValueTask<bool> IsReadableAsync(string? folder)
        {
            if (folder is null)
                return false;
            if (!folders.TryGetValue(folder, out var isReadable))
            {
                isReadable = await documents.FindAsync(repository, folder, cancellationToken) is { } parent && await access.IsAllowedAsync(principal, Permission.Read, parent, cancellationToken);
                folders.Add(folder, isReadable);
            }
            return isReadable;
        }
    }
}
