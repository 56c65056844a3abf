using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>What is known of a blob when its place is chosen; unknown fields are null.</summary>
/// <param name="FileName">File name.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Encoding">Character encoding.</param>
/// <param name="Digest">Digest, usually unknown for a new blob.</param>
/// <param name="Length">Length in bytes.</param>
public sealed record BlobFacts(string? FileName, string? MediaType, string? Encoding, string? Digest, long? Length)
{
    /// <summary>
    /// When the content was last handed out, as far as that was recorded; a document's modification counts as well, whichever is later.
    /// For <c>blob:lastAccess</c>, a name of Archivolt's own.
    /// </summary>
    public DateTimeOffset? LastAccess { get; init; }

    /// <summary>The moment the decision is made for, which ages are counted to; null where ages are not known, and no age then matches.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The facts of content on its way in. Its media type is the one that it is stored with, as far as that does not depend on its bytes.</summary>
    public static BlobFacts Of(BlobSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source.FileName, MediaTypes.Told(source.MediaType, source.FileName), source.Encoding, source.ExpectedDigest?.Hex, source.Length);
    }

    /// <summary>The facts of a stored blob.</summary>
    public static BlobFacts Of(BlobInfo blob) => new(blob.FileName, blob.MediaType, blob.Encoding, blob.Digest, blob.Length);
}

/// <summary>Where a blob goes and why.</summary>
/// <param name="Provider">Id of the provider that is to hold the blob.</param>
/// <param name="PrefixesKey">True when the stored key names the provider, false when the repository's name says it.</param>
/// <param name="Rule">The rule that decided, in words or in its own text.</param>
public sealed record DispatchDecision(string Provider, bool PrefixesKey, string Rule);

/// <summary>Chooses the provider of a blob. A pure function of its arguments: it touches no store.</summary>
public interface IBlobDispatcher
{
    /// <summary>Every provider id that this dispatcher may answer.</summary>
    IReadOnlyCollection<string> ProviderIds { get; }

    /// <summary>Decides for a blob at a place in a document.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="document">The document as it is being saved.</param>
    /// <param name="path">The property that holds the blob; null for a blob outside any property.</param>
    DispatchDecision Decide(BlobFacts blob, Document document, PropertyPath? path);

    /// <summary>Decides like <see cref="Decide"/> and says how. Never another answer than that of <see cref="Decide"/>.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="document">The document as it is being saved.</param>
    /// <param name="path">The property that holds the blob; null for a blob outside any property.</param>
    DispatchExplanation Explain(BlobFacts blob, Document document, PropertyPath? path);

    /// <summary>The provider that stored keys without prefix belong to, in a repository.</summary>
    string ProviderOfUnprefixed(string repository);

    /// <summary>
    /// True when a change of this property may change decisions, so that the document's blobs are to be looked at again. The name is
    /// compared
    /// as it stands in the rules, which is the platform's low-level form: <c>dc:format</c>, <c>content</c>, <c>ecm:isRecord</c>.
    /// </summary>
    bool DependsOn(string property);
}
