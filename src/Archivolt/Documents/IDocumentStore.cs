namespace Archivolt.Documents;

/// <summary>Why a document operation failed.</summary>
public enum DocumentError
{
    /// <summary>No such document, repository or type.</summary>
    NotFound,

    /// <summary>The document changed since it was read.</summary>
    Conflict,

    /// <summary>The request cannot be carried out as written; the message says why.</summary>
    Invalid,
}

/// <summary>A document operation failed; the message is a sentence for people.</summary>
public sealed class DocumentException(DocumentError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public DocumentError Error { get; } = error;
}

/// <summary>
/// Documents of one or more repositories. Creating, changing or deleting a document writes its blob references
/// (<see cref="IBlobReferences"/>) in the same transaction. It checks no permissions: callers do.
/// </summary>
public interface IDocumentStore
{
    /// <summary>Names of the repositories, the default one first.</summary>
    IReadOnlyList<string> Repositories { get; }

    /// <summary>The document, or null. An unknown repository is null as well.</summary>
    ValueTask<Document?> FindAsync(string repository, string id, CancellationToken cancellationToken = default);

    /// <summary>The document at an absolute path, or null.</summary>
    ValueTask<Document?> FindByPathAsync(string repository, string path, CancellationToken cancellationToken = default);

    /// <summary>One page of a document's children in creation order.</summary>
    Task<(IReadOnlyList<Document> Page, long Total)> ListChildrenAsync(
        string repository, string id, int offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every document of a repository in ordinal order of ids, starting behind <paramref name="afterId"/>. Memory does not grow with their
    /// number, and no transaction is held open meanwhile: what was there all the time is never missed, what changes on the way is seen
    /// before or after its change. None for an unknown repository.
    /// </summary>
    IAsyncEnumerable<Document> ListAllAsync(string repository, string? afterId = null, CancellationToken cancellationToken = default);

    /// <summary>How many documents a repository has, for progress.</summary>
    Task<long> CountAsync(string repository, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates a child. <see cref="Document.Id"/>, <see cref="Document.Path"/> and <see cref="Document.ChangeToken"/> of the argument are
    /// ignored and given by the store; a taken name gets a suffix. Returns the stored document.
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/> parent; <see cref="DocumentError.Invalid"/> name or type.</exception>
    Task<Document> CreateAsync(Document document, CancellationToken cancellationToken = default);

    /// <summary>Stores changed properties, facets and state.</summary>
    /// <param name="document">The changed document.</param>
    /// <param name="expectedChangeToken">Refuse when the stored document has another token; null to overwrite.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>, <see cref="DocumentError.Conflict"/>.</exception>
    Task<Document> UpdateAsync(Document document, string? expectedChangeToken = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document and everything under it; returns how many documents were deleted.</summary>
    Task<int> DeleteAsync(string repository, string id, CancellationToken cancellationToken = default);
}
