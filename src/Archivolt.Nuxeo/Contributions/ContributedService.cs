namespace Archivolt.Nuxeo.Contributions;

/// <summary>A service where people sign in, as contributed to the platform's <c>OAuth2ServiceProviderRegistry</c>.</summary>
/// <param name="Name">Its name, which is the id of the blob provider that it belongs to.</param>
/// <param name="Settings">Its elements by name, such as <c>clientId</c> and <c>tokenServerURL</c>, trimmed.</param>
/// <param name="Scopes">What is asked for.</param>
/// <param name="IsEnabled">What it says of itself; null for nothing.</param>
/// <param name="Where">Where it was contributed last.</param>
internal sealed record ContributedService(string Name, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> Scopes, bool? IsEnabled, SourceLine Where)
{
    public const string Target = "org.nuxeo.ecm.platform.oauth2.providers.OAuth2ServiceProviderRegistry";
    public const string Point = "providers";

    /// <summary>An element's text; null when it is absent or blank.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
