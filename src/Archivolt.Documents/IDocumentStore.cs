using Archivolt.Blobs;

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

    /// <summary>Retention or a legal hold forbids it, whoever asks: a document under it is not deleted, and its time not shortened.</summary>
    Retained,

    /// <summary>The content may not be changed, whoever asks: it is under retention or legal hold, or in cold storage.</summary>
    ContentLocked,

    /// <summary>Who asks may not do this.</summary>
    Denied,

    /// <summary>Who asks is anonymous, and may get further by signing in.</summary>
    AuthenticationNeeded,

    /// <summary>The document is not in the state that the caller made a condition.</summary>
    ConditionFailed,

    /// <summary>Something has to be there first, such as a picture to show in place of content that goes to cold storage.</summary>
    Unprepared,

    /// <summary>Another document in the folder has the name, and the caller wants no other one.</summary>
    NameTaken,
}

/// <summary>A document operation failed; the message is a sentence for people.</summary>
public sealed class DocumentException(DocumentError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public DocumentError Error { get; } = error;
}

/// <summary>What documents can be looked up by.</summary>
public enum DocumentMark
{
    /// <summary>It is a record.</summary>
    Record,

    /// <summary>It has a retention time, which is over.</summary>
    RetentionOver,

    /// <summary>Its content is in cold storage.</summary>
    Cold,

    /// <summary>Its content is in cold storage, and was asked back or is available for a while.</summary>
    ColdAwaited,
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
    /// Creates a child. <see cref="Document.Path"/> and <see cref="Document.ChangeToken"/> of the argument are ignored and given by the store, as is
    /// <see cref="Document.Id"/> unless it is a UUID; a taken name gets a suffix. A new document is no record. Returns the stored document.
    /// </summary>
    /// <param name="document">The new document; its id is empty, or a new UUID under which content is stored already.</param>
    /// <param name="expectedParentChangeToken">Refuse when somebody changed the parent since it had this token; null to create below any state.</param>
    /// <param name="note">Goes into the audit log in the same transaction; null for no entry.</param>
    /// <param name="exactName">True to refuse a name that is taken.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/> parent; <see cref="DocumentError.Invalid"/> name or type; <see cref="DocumentError.Conflict"/>: the id is taken,
    /// or the parent changed; <see cref="DocumentError.NameTaken"/>.
    /// </exception>
    Task<Document> CreateAsync(
        Document document, string? expectedParentChangeToken = null, ChangeNote? note = null, bool exactName = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores changed properties, facets and state. What makes a record, and what cold storage keeps, stays as it is stored
    /// (<see cref="ApplyAsync"/> changes it).
    /// </summary>
    /// <remarks>
    /// Content that was moved to another provider since the document was read stays where it is now: a blob of the argument with the same digest
    /// and length as a stored one takes that one's key.
    /// </remarks>
    /// <param name="document">The changed document.</param>
    /// <param name="expectedChangeToken">Refuse when somebody changed the document since it had this token; null to overwrite.</param>
    /// <param name="note">Goes into the audit log in the same transaction; null for no entry.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>, <see cref="DocumentError.Conflict"/>; <see cref="DocumentError.ContentLocked"/>: a blob would change
    /// that retention, a legal hold or cold storage keeps; <see cref="DocumentError.Retained"/>: it would go into the trash, and it or one under it is under
    /// retention or legal hold.
    /// </exception>
    Task<Document> UpdateAsync(
        Document document, string? expectedChangeToken = null, ChangeNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a blob property refer to another copy of the same content, if it still refers to the one that was copied. That is no change to
    /// people: <c>dc:modified</c> and the contributors stay, and a change token from before is still good
    /// (<see cref="Document.HasChangedSince"/>). A digest or length that the document did not know is taken from the copy. In the same
    /// transaction the references follow, the move that was to be made is done, and the audit has an entry
    /// <c>blobMoved</c>.
    /// </summary>
    /// <param name="repository">Repository of the document.</param>
    /// <param name="id">Id of the document.</param>
    /// <param name="path">Canonical path of the blob property.</param>
    /// <param name="expected">The key that the document has, as it is stored.</param>
    /// <param name="copy">The copy; only its key, length and digest are looked at.</param>
    /// <param name="reason">Why it was made, for the audit.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <returns>False when there is no such document or it has another blob there by now; nothing was changed.</returns>
    Task<bool> ReplaceBlobAsync(
        string repository, string id, PropertyPath path, BlobKey expected, BlobInfo copy, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes one of the changes that <see cref="UpdateAsync"/> does not make, to the stored state, in a transaction with its audit entry. Returns
    /// what is stored then; a change that changes nothing stores nothing.
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>, and whatever the change refuses.</exception>
    Task<Document> ApplyAsync(string repository, string id, ProtectedChange change, CancellationToken cancellationToken = default);

    /// <summary>Documents with a mark in ordinal order of ids; otherwise like <see cref="ListAllAsync"/>, without looking at others.</summary>
    IAsyncEnumerable<Document> ListMarkedAsync(
        string repository, DocumentMark mark, string? afterId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a document with everything under it to another parent, or gives it another name. Ids, content and access entries stay; a taken name gets a
    /// suffix. Blobs whose place depends on the path are moved in the background. Returns the stored document.
    /// </summary>
    /// <param name="repository">Repository of the document and of its new parent.</param>
    /// <param name="id">Id of the document.</param>
    /// <param name="parentId">Id of the new parent, which may be the present one.</param>
    /// <param name="name">The new name, which may be the present one.</param>
    /// <param name="expectedChangeToken">Refuse when somebody changed the document since it had this token; null to move any state.</param>
    /// <param name="note">Goes into the audit log in the same transaction; null for no entry.</param>
    /// <param name="exactName">True to refuse a name that is taken.</param>
    /// <param name="keepsRetained">True to move nothing to another parent that is, or has under it, something under retention or legal hold.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>, <see cref="DocumentError.Conflict"/>; <see cref="DocumentError.Invalid"/>: the root is moved, the new parent is the
    /// document or lies below it, or a path would become too long; <see cref="DocumentError.Retained"/>: the new parent is in the trash, and the document or one
    /// under it is under retention or legal hold; <see cref="DocumentError.NameTaken"/>.
    /// </exception>
    Task<Document> MoveAsync(
        string repository, string id, string parentId, string name, string? expectedChangeToken = null, ChangeNote? note = null, bool exactName = false,
        bool keepsRetained = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Has a document return to a place where another one is by now: the two change places (parent, name, path, and whether they lie in the trash) with everything under them. Both are
    /// stored as given, otherwise as by <see cref="UpdateAsync"/>; the other one gets the access entries of the document. All or nothing. Returns both as they are stored.
    /// </summary>
    /// <param name="document">The document, changed; its change token is that of the state that was read.</param>
    /// <param name="newcomer">The document that is in its place, changed; likewise.</param>
    /// <param name="notes">Go into the audit log about the document in the same transaction.</param>
    /// <param name="notesOfNewcomer">Likewise, about the other one.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>; <see cref="DocumentError.Conflict"/>: one of them changed since it was read; <see cref="DocumentError.Invalid"/>: they are of two repositories, or one
    /// is or lies below the other; <see cref="DocumentError.ContentLocked"/>, <see cref="DocumentError.Retained"/>: as by <see cref="UpdateAsync"/>, or what is under retention or legal hold would come to
    /// another parent.
    /// </exception>
    Task<(Document Document, Document Newcomer)> ReturnAsync(
        Document document, Document newcomer, IReadOnlyList<ChangeNote> notes, IReadOnlyList<ChangeNote> notesOfNewcomer, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document and everything under it, all or nothing; returns how many documents were deleted.</summary>
    /// <param name="repository">Repository of the document.</param>
    /// <param name="id">Id of the document.</param>
    /// <param name="expectedChangeToken">Refuse when somebody changed the document since it had this token; null to delete any state.</param>
    /// <param name="note">Goes into the audit log in the same transaction; null for no entry.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit that began completes.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>, <see cref="DocumentError.Conflict"/>; <see cref="DocumentError.Retained"/>: the document or one under it is under retention or legal hold.
    /// </exception>
    Task<int> DeleteAsync(
        string repository, string id, string? expectedChangeToken = null, ChangeNote? note = null, CancellationToken cancellationToken = default);
}
