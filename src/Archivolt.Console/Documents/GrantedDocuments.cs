using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Documents;

/// <summary>Finds where somebody goes on who may not read a folder.</summary>
internal sealed class GrantedDocuments(IDocumentAccess access, IDocumentStore documents)
{
    private const int Batch = 200;
    private const int MostShown = 200;
    private const int MostLookedAt = 5000;

    /// <summary>
    /// The documents below a folder that the person may read and no page of a folder leads to, since their own folder is not readable; in the order of their paths. Their own entries grant it, since nothing
    /// else can.
    /// </summary>
    public async Task<(IReadOnlyList<Document> Documents, bool HasMore)> BelowAsync(string folder, Principal principal, string repository, CancellationToken cancellationToken)
    {
        var (found, lookedAt) = (new List<Document>(), 0);
        await foreach (var batch in access.ListGrantedAsync(principal, repository, folder, cancellationToken).Chunk(Batch).WithCancellation(cancellationToken))
        {
            var readable = await access.SelectAllowedAsync(principal, Permission.Read, batch, cancellationToken);
            var folders = await ReadableFoldersAsync(principal, readable, cancellationToken);
            found.AddRange(readable.Where(document => document.ParentId is not { } parent || !folders.Contains(parent)));
            if (found.Count > MostShown || (lookedAt += batch.Length) >= MostLookedAt)
                return ([.. found.Take(MostShown)], true);
        }
        return (found, false);
    }

    private async Task<HashSet<string>> ReadableFoldersAsync(Principal principal, IReadOnlyList<Document> below, CancellationToken cancellationToken)
    {
        var folders = new List<Document>();
        foreach (var (repository, folder) in below.Where(document => document.ParentId is not null).Select(document => (document.Repository, document.ParentId!)).Distinct())
        {
            if (await documents.FindAsync(repository, folder, cancellationToken) is { } found)
                folders.Add(found);
        }
        return [.. (await access.SelectAllowedAsync(principal, Permission.Read, folders, cancellationToken)).Select(folder => folder.Id)];
    }
}
