namespace Archivolt.Nuxeo;

/// <summary>What a provider of the platform is here.</summary>
/// <param name="Settings">Its settings, by their names in <c>Archivolt:Providers:ID</c>. They may hold secrets that stood in its properties.</param>
/// <param name="Ignored">The properties, and parts of them, that have no effect here.</param>
public sealed record StoreSettings(IReadOnlyDictionary<string, string> Settings, IReadOnlyList<IgnoredProperty> Ignored);

/// <summary>A property that has no effect, or only in part.</summary>
/// <param name="Property">Its name.</param>
/// <param name="Reason">Why, as a clause that names the property and never holds its value.</param>
/// <param name="IsHarmless">True where the platform's own effect makes no difference here, so that nobody needs a warning.</param>
public sealed record IgnoredProperty(string Property, string Reason, bool IsHarmless = false);
