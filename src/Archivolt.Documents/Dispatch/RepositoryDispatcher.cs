
namespace Archivolt.Documents.Dispatch;

/// <summary>
/// The dispatcher when no rules are configured: a blob goes to the provider named after its document's repository, and its key is stored
/// without prefix. (As the platform does.)
/// </summary>
public sealed class RepositoryDispatcher(IReadOnlyList<string> repositories) : IBlobDispatcher
{
    /// <summary>What its decisions name in place of a rule.</summary>
    public const string Rule = "the provider named after the repository";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> ProviderIds => repositories;

    /// <inheritdoc/>
    public DispatchDecision Decide(BlobFacts blob, Document document, PropertyPath? path)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new DispatchDecision(document.Repository, PrefixesKey: false, Rule);
    }

    /// <inheritdoc/>
    public DispatchExplanation Explain(BlobFacts blob, Document document, PropertyPath? path) => new(Decide(blob, document, path), []);

    /// <inheritdoc/>
    public string ProviderOfUnprefixed(string repository) => repository;

    /// <inheritdoc/>
    public bool DependsOn(string property) => false;
}
