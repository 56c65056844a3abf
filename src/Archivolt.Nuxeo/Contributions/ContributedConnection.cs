namespace Archivolt.Nuxeo.Contributions;

/// <summary>A connection to MongoDB as contributed to the platform's <c>MongoDBComponent</c>.</summary>
/// <param name="Id">Its id: <c>blobProvider/PROVIDER</c>, or <c>default</c> for whoever has none of their own.</param>
/// <param name="Settings">Its elements by name, such as <c>server</c>, <c>dbname</c> and <c>ssl</c>, trimmed.</param>
/// <param name="Properties">Names of the properties that it sets on the driver of Java.</param>
/// <param name="Where">Where it was contributed last.</param>
internal sealed record ContributedConnection(string Id, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> Properties, SourceLine Where)
{
    public const string Target = "org.nuxeo.runtime.mongodb.MongoDBComponent";
    public const string Point = "connection";
    public const string Default = "default";

    /// <summary>The id of a provider's own connection.</summary>
    public static string IdOf(string provider) => $"blobProvider/{provider}";

    /// <summary>An element's text; null when it is absent or blank.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
