using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The access entries of a document: its own, and those of the documents above it, the nearest first.</summary>
/// <param name="Own">Its own.</param>
/// <param name="Above">The documents above it with theirs.</param>
internal sealed record DocumentAcl(IReadOnlyList<AccessEntry> Own, IReadOnlyList<(Document Document, IReadOnlyList<AccessEntry> Entries)> Above)
{
    /// <summary>The platform's name of a document's own list.</summary>
    public const string Local = "local";

    /// <summary>The entries of all documents above it.</summary>
    public IReadOnlyList<AccessEntry> Inherited => [.. Above.SelectMany(level => level.Entries)];

    /// <summary>The lists by the platform's names; one without entries is left out.</summary>
    public IEnumerable<(string Name, IReadOnlyList<AccessEntry> Entries)> Lists =>
        ((IEnumerable<(string, IReadOnlyList<AccessEntry> Entries)>)[(Local, Own), ("inherited", Inherited)]).Where(list => list.Entries.Count > 0);

    public static async Task<DocumentAcl> LoadAsync(Document document, IDocumentAccess access, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var own = await access.GetEntriesAsync(document, cancellationToken);
        var levels = new List<(Document, IReadOnlyList<AccessEntry>)>();
        for (var above = document; above?.ParentId is { } parent;)
        {
            above = await documents.FindAsync(above.Repository, parent, cancellationToken);
            if (above is not null)
                levels.Add((above, await access.GetEntriesAsync(above, cancellationToken)));
        }
        return new DocumentAcl(own, levels);
    }
}
