using Archivolt.Integrity;

namespace Archivolt.Documents.Integrity;

/// <summary>Names the documents that hold a blob, with their paths.</summary>
internal sealed class BlobOwners(IBlobReferences references, IDocumentStore documents) : IBlobOwners
{
    public async Task<IReadOnlyList<DamagedDocument>> FindAsync(string provider, string key, CancellationToken cancellationToken = default)
    {
        var owners = new List<DamagedDocument>();
        foreach (var (_, _, repository, id, xpath) in await references.FindAsync(provider, key, cancellationToken))
            owners.Add(new DamagedDocument(repository, id, (await documents.FindAsync(repository, id, cancellationToken))?.Path, xpath));
        return owners;
    }
}
