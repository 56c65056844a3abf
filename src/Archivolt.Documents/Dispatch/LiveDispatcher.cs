namespace Archivolt.Documents.Dispatch;

/// <summary>
/// The dispatcher of an installation, whose rules may be replaced while it runs (<see cref="RulesInUse"/>). Stored keys without prefix keep belonging to the provider that
/// the configuration gives them, so that no rules change where stored content is looked for.
/// </summary>
/// <param name="configured">The dispatcher that the configuration asks for.</param>
public sealed class LiveDispatcher(IBlobDispatcher configured) : IBlobDispatcher
{
    private volatile IBlobDispatcher _current = configured;

    /// <summary>The dispatcher that the configuration asks for.</summary>
    public IBlobDispatcher Configured { get; } = configured;

    /// <summary>The dispatcher that decides now.</summary>
    public IBlobDispatcher Current => _current;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> ProviderIds => _current.ProviderIds;

    /// <inheritdoc/>
    public DispatchDecision Decide(BlobFacts blob, Document document, PropertyPath? path) => _current.Decide(blob, document, path);

    /// <inheritdoc/>
    public DispatchExplanation Explain(BlobFacts blob, Document document, PropertyPath? path) => _current.Explain(blob, document, path);

    /// <inheritdoc/>
    public string ProviderOfUnprefixed(string repository) => Configured.ProviderOfUnprefixed(repository);

    /// <inheritdoc/>
    public bool DependsOn(string property) => _current.DependsOn(property);

    internal void Use(IBlobDispatcher dispatcher) => _current = dispatcher;
}
