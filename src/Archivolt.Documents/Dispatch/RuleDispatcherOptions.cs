
namespace Archivolt.Documents.Dispatch;

/// <summary>What rules are judged against.</summary>
public sealed record RuleDispatcherOptions
{
    /// <summary>Names of the repositories; their providers hold the blobs when there are no rules.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = ["default"];

    /// <summary>Ids of the providers that exist, which every rule has to name one of; null when that is not known here.</summary>
    public IReadOnlyCollection<string>? Providers { get; init; }

    /// <summary>The declared properties: they tell an empty property from one that the document does not have.</summary>
    public SchemaRegistry Schemas { get; init; } = SchemaRegistry.Stock;

    /// <summary>
    /// False (the default) to refuse rules that cannot be meant as written; true to do with them what the platform does: drop a clause
    /// that cannot
    /// be read, never match a misspelt <c>blob:</c> name, ignore all rules when there is no <c>default</c>.
    /// </summary>
    public bool Lenient { get; init; }
}
