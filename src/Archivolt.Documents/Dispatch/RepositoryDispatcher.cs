
namespace Archivolt.Documents.Dispatch;

/// <summary>
/// The dispatcher when no rules are configured: a blob goes to the provider named after its document's repository, and its key is stored
/// without prefix. (As the platform does.)
/// </summary>
public sealed class RepositoryDispatcher(IReadOnlyList<string> repositories) : IBlobDispatcher
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> ProviderIds => repositories;

    /// <inheritdoc/>
    public DispatchDecision Decide(BlobFacts blob, Document document, PropertyPath? path)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new DispatchDecision(document.Repository, PrefixesKey: false, "the provider named after the repository");
    }

    /// <inheritdoc/>
    public DispatchExplanation Explain(BlobFacts blob, Document document, PropertyPath? path) => new(Decide(blob, document, path), []);

    /// <inheritdoc/>
    public string ProviderOfUnprefixed(string repository) => repository;

    /// <inheritdoc/>
    public bool DependsOn(string property) => false;
}
