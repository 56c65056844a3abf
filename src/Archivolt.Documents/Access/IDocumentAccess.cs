
namespace Archivolt.Documents.Access;

/// <summary>
/// Who may do what with documents. Entries are inherited by path: the document nearest to the asked one that has a matching entry decides;
/// on one document a denial beats a grant. Administrators may do everything; without any matching entry nothing is allowed.
/// </summary>
public interface IDocumentAccess
{
    /// <summary>True when <paramref name="principal"/> has the permission on the document.</summary>
    ValueTask<bool> IsAllowedAsync(Principal principal, Permission permission, Document document, CancellationToken cancellationToken = default);

    /// <summary>The document's own entries, without inherited ones.</summary>
    Task<IReadOnlyList<AccessEntry>> GetEntriesAsync(Document document, CancellationToken cancellationToken = default);

    /// <summary>Replaces the document's own entries.</summary>
    Task SetEntriesAsync(Document document, IReadOnlyList<AccessEntry> entries, CancellationToken cancellationToken = default);
}
