
namespace Archivolt.Documents.Access;

/// <summary>
/// Who may do what with documents. Entries are inherited by path: the document nearest to the asked one that has a matching entry decides;
/// on one document a denial beats a grant. Administrators may do everything; without any matching entry nothing is allowed.
/// </summary>
public interface IDocumentAccess
{
    /// <summary>True when <paramref name="principal"/> has the permission on the document.</summary>
    ValueTask<bool> IsAllowedAsync(Principal principal, Permission permission, Document document, CancellationToken cancellationToken = default);

    /// <summary>Those of some documents on which <paramref name="principal"/> has the permission, in their order; costs no query for each.</summary>
    ValueTask<IReadOnlyList<Document>> SelectAllowedAsync(
        Principal principal, Permission permission, IReadOnlyList<Document> documents, CancellationToken cancellationToken = default);

    /// <summary>
    /// Documents below a path whose own entries grant something to <paramref name="principal"/>, by its name, one of its groups or everyone; in the order of their paths,
    /// without those in the trash, read in pages. What an entry grants and whether it counts now is not looked at.
    /// </summary>
    IAsyncEnumerable<Document> ListGrantedAsync(Principal principal, string repository, string path = "/", CancellationToken cancellationToken = default);

    /// <summary>The document's own entries, without inherited ones.</summary>
    Task<IReadOnlyList<AccessEntry>> GetEntriesAsync(Document document, CancellationToken cancellationToken = default);

    /// <summary>Replaces the document's own entries, and gives it a new change token.</summary>
    /// <param name="document">The document.</param>
    /// <param name="entries">Its entries from now on.</param>
    /// <param name="expectedChangeToken">Refuse when somebody changed the document since it had this token; null for any state.</param>
    /// <param name="note">Goes into the audit log in the same transaction; null for no entry.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>, <see cref="DocumentError.Conflict"/>; <see cref="DocumentError.Invalid"/>: an entry names nobody.
    /// </exception>
    Task SetEntriesAsync(
        Document document, IReadOnlyList<AccessEntry> entries, string? expectedChangeToken = null, ChangeNote? note = null,
        CancellationToken cancellationToken = default);
}
