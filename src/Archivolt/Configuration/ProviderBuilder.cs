using Microsoft.Extensions.Configuration;

namespace Archivolt.Configuration;

/// <summary>
/// A provider that was just added. Layers are extension methods of their packages; each writes the settings that the provider's section would hold,
/// so that code and configuration build the same store, in the same order. Further providers can be added from here.
/// </summary>
public sealed class ProviderBuilder : ArchivoltBuilder
{
    private readonly Dictionary<string, string?> _settings;
    private readonly string _section;

    internal ProviderBuilder(ArchivoltBuilder builder, string id)
        : this(builder, id, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), $"{ArchivoltOptions.ProvidersSection}:{id}")
    {
    }

    private ProviderBuilder(ArchivoltBuilder builder, string id, Dictionary<string, string?> settings, string section)
        : base(builder.Services, builder.Configuration) => (Id, _settings, _section) = (id, settings, section);

    /// <summary>The provider's id.</summary>
    public string Id { get; }

    /// <summary>Sets what the provider's section would hold, such as <c>Cold:RestoreDelay</c>. Null leaves the setting out.</summary>
    public ProviderBuilder With(string setting, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(setting);
        if (value is not null)
            _settings[$"{_section}:{setting}"] = value;
        return this;
    }

    /// <summary>Describes another store that a layer brings in, such as a mirror: a file store at <paramref name="path"/> with layers of its own.</summary>
    /// <param name="section">The layer's section.</param>
    /// <param name="path">A directory; a relative one is under the data home.</param>
    /// <param name="configure">Adds layers to that store; null for none.</param>
    public ProviderBuilder WithFileStore(string section, string path, Action<ProviderBuilder>? configure = null)
    {
        var other = new ProviderBuilder(this, Id, _settings, $"{_section}:{section}").With("Type", "File").With("Path", path);
        configure?.Invoke(other);
        return this;
    }

    /// <summary>The section that says the same.</summary>
    internal IConfigurationSection Section() => new ConfigurationBuilder().AddInMemoryCollection(_settings).Build().GetSection(_section);
}
