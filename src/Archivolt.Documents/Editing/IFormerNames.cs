using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>
/// Remembers for a minute where a document was before somebody moved it away; on any node. A program that saves by renaming puts a new document there, which is then to be the old one.
/// </summary>
public interface IFormerNames
{
    /// <summary>Remembers the path that a document has, in place of an earlier one.</summary>
    /// <param name="document">The document, before it is moved.</param>
    /// <param name="principal">Who is about to move it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task RememberAsync(Document document, Principal principal, CancellationToken cancellationToken = default);

    /// <summary>The document that somebody moved away from a path, the last one if there are several; null for none.</summary>
    Task<Document?> FindAsync(string repository, string path, Principal principal, CancellationToken cancellationToken = default);

    /// <summary>True while the former path of a document is remembered.</summary>
    Task<bool> HasAsync(Document document, CancellationToken cancellationToken = default);

    /// <summary>Forgets the former path of a document.</summary>
    Task ForgetAsync(Document document, CancellationToken cancellationToken = default);
}
