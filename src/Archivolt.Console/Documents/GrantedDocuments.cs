using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Documents;

/// <summary>Finds where somebody begins who may not read the root.</summary>
internal sealed class GrantedDocuments(IDocumentAccess access, IDocumentStore documents)
{
    private const int Most = 200;

    /// <summary>The topmost documents that the person may read by entries of their own, in the order of their paths; at most two hundred are looked at.</summary>
    public async Task<IReadOnlyList<Document>> OfAsync(Principal principal, string repository, CancellationToken cancellationToken)
    {
        var granted = new List<Document>();
        foreach (var id in await access.ListGrantedAsync(principal, repository, Most, cancellationToken))
        {
            if (await documents.FindAsync(repository, id, cancellationToken) is { } document)
                granted.Add(document);
        }
        var topmost = new List<Document>();
        foreach (var document in await access.SelectAllowedAsync(principal, Permission.Read, granted, cancellationToken))
        {
            if (!topmost.Exists(above => document.Path.StartsWith(above.Path + "/", StringComparison.Ordinal)))
                topmost.Add(document);
        }
        return topmost;
    }
}
