namespace Archivolt.Documents;

/// <summary>A document that holds a blob.</summary>
/// <param name="Provider">The provider the key resolves to.</param>
/// <param name="Key">The key inside the provider.</param>
/// <param name="Repository">The document's repository.</param>
/// <param name="DocumentId">The document's id.</param>
/// <param name="XPath">Canonical path of the blob property; for a rendition <c>@rendition RECIPE of HASH</c>.</param>
public readonly record struct BlobReference(string Provider, string Key, string Repository, string DocumentId, string XPath)
{
    /// <summary>What the path of a rendition begins with; no property's does.</summary>
    public const string RenditionPrefix = "@rendition";

    /// <summary>True for a rendition of the document's content, which is no property and can be made again.</summary>
    public bool IsRendition => XPath.StartsWith(RenditionPrefix, StringComparison.Ordinal);
}

/// <summary>Which documents hold which blobs; written by <see cref="IDocumentStore"/> together with the documents.</summary>
public interface IBlobReferences
{
    /// <summary>Every reference into a provider in <see cref="Stores.KeyOrder"/>, after a key; memory does not grow with their number.</summary>
    IAsyncEnumerable<BlobReference> ListAsync(string provider, string? afterKey = null, CancellationToken cancellationToken = default);

    /// <summary>Every key of a provider that a document refers to, once each, in <see cref="Stores.KeyOrder"/>, after a key.</summary>
    IAsyncEnumerable<string> ListKeysAsync(string provider, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>The providers that documents refer to, configured or not, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListProvidersAsync(CancellationToken cancellationToken = default);

    /// <summary>The documents that hold one blob.</summary>
    Task<IReadOnlyList<BlobReference>> FindAsync(string provider, string key, CancellationToken cancellationToken = default);
}
