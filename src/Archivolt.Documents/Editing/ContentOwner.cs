using Archivolt.Providers;

namespace Archivolt.Documents.Editing;

/// <summary>
/// What content is named after where providers name it after its document: by nothing that moves, as an index does, and never twice. So no content
/// takes another's place before the document refers to it, and none that a transaction gives up is missing afterwards.
/// </summary>
internal static class ContentOwner
{
    private const string MainPath = "content";

    /// <summary>
    /// The owner of content that comes when nothing of its document can be there, or that replaces nothing: as main blob it is named by the document's id alone.
    /// </summary>
    /// <param name="repository">Repository of the document.</param>
    /// <param name="documentId">Id of the document.</param>
    /// <param name="path">The platform's low-level path of the property.</param>
    public static BlobOwner First(string repository, string documentId, string path) =>
        path == MainPath ? new BlobOwner(repository, documentId, MainPath) : Next(repository, documentId, path);

    /// <summary>The owner of content that no other content is in the way of: the path without indexes, and a random name.</summary>
    /// <param name="repository">Repository of the document.</param>
    /// <param name="documentId">Id of the document.</param>
    /// <param name="path">The platform's low-level path of the property.</param>
    public static BlobOwner Next(string repository, string documentId, string path)
    {
        var names = path.Split('/').Where(segment => !PropertyPath.TryIndex(segment, out _));
        return new BlobOwner(repository, documentId, string.Join('/', [.. names, Guid.NewGuid().ToString("N")]));
    }

    /// <summary>True when a key names content that belongs to another document, which may replace it.</summary>
    public static bool IsOfAnother(this BlobProvider provider, string key, string documentId) =>
        provider.Options.KeyStrategy is not KeyStrategy.Foreign && !provider.Options.KeyStrategy.IdentifiesContent(key)
        && key != documentId && !key.StartsWith(documentId + "-", StringComparison.Ordinal);
}
