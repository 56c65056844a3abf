namespace Archivolt.Documents;

/// <summary>What section <c>Archivolt</c> of the configuration says of documents.</summary>
public sealed class DocumentOptions
{
    /// <summary>Names of the repositories, the default one first; <c>default</c> where none is configured.</summary>
    public IList<string> Repositories { get; } = [];

    /// <summary>The names of the repositories, the default one first.</summary>
    public IReadOnlyList<string> RepositoryNames => Repositories.Count == 0 ? ["default"] : [.. Repositories];
}
