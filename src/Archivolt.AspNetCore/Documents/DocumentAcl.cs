using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The access entries of a document: its own, and those of the documents above it, the nearest first.</summary>
internal sealed record DocumentAcl(IReadOnlyList<AccessEntry> Own, IReadOnlyList<AccessEntry> Inherited)
{
    /// <summary>The platform's name of a document's own list.</summary>
    public const string Local = "local";

    /// <summary>The lists by the platform's names; one without entries is left out.</summary>
    public IEnumerable<(string Name, IReadOnlyList<AccessEntry> Entries)> Lists =>
        ((IEnumerable<(string, IReadOnlyList<AccessEntry> Entries)>)[(Local, Own), ("inherited", Inherited)]).Where(list => list.Entries.Count > 0);

    public static async Task<DocumentAcl> LoadAsync(Document document, IDocumentAccess access, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var own = await access.GetEntriesAsync(document, cancellationToken);
        var inherited = new List<AccessEntry>();
        for (var above = document; above?.ParentId is { } parent;)
        {
            above = await documents.FindAsync(above.Repository, parent, cancellationToken);
            if (above is not null)
                inherited.AddRange(await access.GetEntriesAsync(above, cancellationToken));
        }
        return new DocumentAcl(own, inherited);
    }
}
