using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>Says why blobs are where they are, or would be: for people who ask the rules in use.</summary>
public sealed class DispatchExplainer(IBlobDispatcher dispatcher, Placement placement)
{
    /// <summary>What is odd about the rules in use: unreachable and duplicate ones, leniencies.</summary>
    public IReadOnlyList<string> Warnings => (dispatcher is LiveDispatcher live ? live.Current : dispatcher) is RuleDispatcher rules ? [.. rules.Findings.Select(finding => finding.ToString())] : [];

    /// <summary>Explains where a blob would go that is not stored.</summary>
    public ExplainedBlob Explain(BlobFacts blob, Document document, PropertyPath? path) =>
        ExplainedBlob.Of(dispatcher.Explain(blob, document, path));

    /// <summary>Explains for the blobs of a stored document where each is and where it belongs by now. What no provider of the rules holds stays where it is, as a linked file does, so there is nothing to explain.</summary>
    /// <param name="document">The document.</param>
    /// <param name="only">One of its properties; null for all of them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>: there is no blob at the path.</exception>
    public async Task<IReadOnlyList<ExplainedBlob>> ExplainAsync(
        Document document, PropertyPath? only = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var lastAccesses = await placement.LastAccessesAsync([document], cancellationToken);
        var asked = document.Blobs().Where(held => only is null || held.Path == only).ToList();
        return only is null || asked.Count > 0
            ? [.. asked.Where(held => dispatcher.ProviderIds.Contains(placement.Resolve(held.Blob.Key, document.Repository).Provider!, StringComparer.Ordinal)).Select(held => Explain(held.Path, held.Blob))]
            : throw new DocumentException(DocumentError.NotFound, $"The document has no blob at '{only}'.");

        ExplainedBlob Explain(PropertyPath path, BlobInfo blob)
        {
            var key = placement.Resolve(blob.Key, document.Repository);
            var facts = placement.FactsOf(blob, lastAccesses.TryGetValue(key, out var last) ? last : null);
            return ExplainedBlob.Of(dispatcher.Explain(facts, document, path), path.ToString(), key.Provider);
        }
    }
}
