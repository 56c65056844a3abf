namespace Archivolt.Documents.Synchronization;

/// <summary>Which documents users keep a copy of on their devices, with everything under them.</summary>
public interface ISynchronizationRoots
{
    /// <summary>A user's roots as repositories and ids, in the order in which they were chosen.</summary>
    Task<IReadOnlyList<(string Repository, string DocumentId)>> ListAsync(string userName, CancellationToken cancellationToken = default);

    /// <summary>Makes a document a root of a user. False when it was one.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: the user has too many.</exception>
    Task<bool> AddAsync(string userName, string repository, string documentId, CancellationToken cancellationToken = default);

    /// <summary>Makes a document a root no longer. False when it was none.</summary>
    Task<bool> RemoveAsync(string userName, string repository, string documentId, CancellationToken cancellationToken = default);
}
