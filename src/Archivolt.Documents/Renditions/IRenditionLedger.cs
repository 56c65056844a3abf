using Archivolt.Blobs;

namespace Archivolt.Documents.Renditions;

/// <summary>A rendition of a document's content.</summary>
/// <param name="Repository">The document's repository.</param>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Source">The content it is made of, with its provider.</param>
/// <param name="State">The state of the content (its entity tag), for content that is replaced under its key.</param>
/// <param name="Recipe">How it is made (<see cref="RenditionRecipe.Text"/>).</param>
public readonly record struct RenditionKey(string Repository, string DocumentId, BlobKey Source, string State, string Recipe);

/// <summary>
/// Which renditions are stored. A rendition is content of its document like any other: referred to until the document, or the content it was made of, is gone;
/// and collected then.
/// </summary>
public interface IRenditionLedger
{
    /// <summary>The rendition that a document holds; null where it holds none of this state.</summary>
    Task<BlobInfo?> FindAsync(RenditionKey key, CancellationToken cancellationToken = default);

    /// <summary>The same rendition that any document holds of the same content; it may be gone when it is opened.</summary>
    Task<BlobInfo?> FindOfAnyAsync(RenditionKey key, CancellationToken cancellationToken = default);

    /// <summary>Writes that a document holds a rendition, in place of one of an earlier state.</summary>
    /// <param name="key">Which.</param>
    /// <param name="rendition">What was stored, with its provider and its open upload.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False when the document, or its content, is gone; nothing is written then.</returns>
    Task<bool> AddAsync(RenditionKey key, BlobInfo rendition, CancellationToken cancellationToken = default);
}
