using Archivolt.Documents.Dispatch;

namespace Archivolt.Nuxeo.Contributions;

/// <summary>What a set of XML contributions amounts to once they are merged.</summary>
/// <param name="Providers">The blob providers, in the order in which they were first named.</param>
/// <param name="Dispatcher">The dispatcher; null when none was contributed.</param>
/// <param name="Notices">What an operator should know: elements that say nothing, old spellings.</param>
public sealed record ContributionSet(
    IReadOnlyList<ContributedProvider> Providers, ContributedDispatcher? Dispatcher, IReadOnlyList<string> Notices)
{
    /// <summary>The download permissions, in the order in which they were first named.</summary>
    public IReadOnlyList<ContributedPermission> Permissions { get; init; } = [];
}

/// <summary>A download permission as contributed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Script">Its JavaScript.</param>
/// <param name="Where">Where the script stands.</param>
public sealed record ContributedPermission(string Name, string Script, SourceLine Where);

/// <summary>A blob provider as contributed.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Class">Full class name.</param>
/// <param name="Properties">Its properties, trimmed.</param>
/// <param name="Where">Where its class is named, or where it begins.</param>
public sealed record ContributedProvider(string Name, string Class, IReadOnlyDictionary<string, string> Properties, SourceLine Where)
{
    /// <summary>
    /// The platform's configuration, where a provider's class looks for what its properties do not say, such as <c>nuxeo.s3storage.region</c>; null for what is not
    /// set.
    /// </summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>The connection to MongoDB of a provider that needs one: its own, or the one for all; null for none.</summary>
    internal ContributedConnection? Connection { get; init; }

    /// <summary>The service of the same name, where people sign in; null for none.</summary>
    internal ContributedService? Service { get; init; }

    /// <summary>A property's value; null when it is absent or blank.</summary>
    public string? Property(string name) => Properties.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>True for the text <c>true</c> in any letter case; everything else is false, as on the platform.</summary>
    public bool Flag(string name) => string.Equals(Property(name), "true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The dispatcher as contributed.</summary>
/// <param name="Class">Full class name.</param>
/// <param name="Rules">Its properties in order.</param>
/// <param name="Where">Where it begins.</param>
public sealed record ContributedDispatcher(string Class, IReadOnlyList<DispatchRule> Rules, SourceLine Where)
{
    /// <summary>The platform's own dispatcher, which <see cref="RuleDispatcher"/> stands for.</summary>
    public const string DefaultClass = "org.nuxeo.ecm.core.blob.DefaultBlobDispatcher";
}
