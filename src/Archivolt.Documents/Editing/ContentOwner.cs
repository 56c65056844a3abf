using Archivolt.Providers;

namespace Archivolt.Documents.Editing;

/// <summary>
/// Names content in providers whose keys come from the document. No name is used twice, and none holds an index, which changes when a list does. So
/// new content never replaces what the document still refers to, and a transaction that is rolled back loses nothing.
/// </summary>
internal static class ContentOwner
{
    private const string MainPath = "content";

    /// <summary>
    /// The owner of a document's first content, or of content that is only written where its key is free. The main blob is named by the document's id alone.
    /// </summary>
    /// <param name="repository">Repository of the document.</param>
    /// <param name="documentId">Id of the document.</param>
    /// <param name="path">The platform's low-level path of the property.</param>
    public static BlobOwner First(string repository, string documentId, string path) =>
        path == MainPath ? new BlobOwner(repository, documentId, MainPath) : Next(repository, documentId, path);

    /// <summary>The owner of content whose key nothing else has: the path without indexes, and a random name.</summary>
    /// <param name="repository">Repository of the document.</param>
    /// <param name="documentId">Id of the document.</param>
    /// <param name="path">The platform's low-level path of the property.</param>
    public static BlobOwner Next(string repository, string documentId, string path)
    {
        var names = path.Split('/').Where(segment => !PropertyPath.TryIndex(segment, out _));
        return new BlobOwner(repository, documentId, string.Join('/', [.. names, Guid.NewGuid().ToString("N")]));
    }

    /// <summary>True when content belongs to another document, which may replace it.</summary>
    /// <remarks>No document owns the files of a folder of others. Only an administrator refers to them by key; a download URL of one gives a copy.</remarks>
    public static bool IsOfAnother(this BlobProvider provider, string key, string documentId) =>
        provider.Options.KeyStrategy is not KeyStrategy.Foreign && !provider.Options.KeyStrategy.IdentifiesContent(key)
        && key != documentId && !key.StartsWith(documentId + "-", StringComparison.Ordinal);
}
