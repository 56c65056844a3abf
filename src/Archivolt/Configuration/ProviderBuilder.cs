using Archivolt.Blobs;

namespace Archivolt.Configuration;

/// <summary>
/// A provider that was just added. Layers are extension methods of their packages; each writes the settings that the provider's section would hold,
/// so that code and configuration build the same store, in the same order. Further providers can be added from here.
/// </summary>
public sealed class ProviderBuilder : ArchivoltBuilder
{
    private readonly ArchivoltBuilder _parent;
    private readonly ProviderDescription _description;
    private readonly string _section;

    internal ProviderBuilder(ArchivoltBuilder parent, string id, ProviderDescription description, string section)
        : base(parent.Services, parent.Configuration) => (_parent, Id, _description, _section) = (parent, id, description, section);

    /// <summary>The provider's id.</summary>
    public string Id { get; }

    /// <summary>Sets what the provider's section would hold, such as <c>Cold:RestoreDelay</c>. Null leaves the setting out.</summary>
    public ProviderBuilder With(string setting, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(setting);
        if (value is not null)
            _description.Set($"{_section}:{setting}", value);
        return this;
    }

    /// <summary>
    /// Describes another store that a layer brings in, such as a mirror. Any method that adds a provider describes it, such as
    /// <c>store.AddFileStore("copy", "copies")</c>, and layers may follow; messages call it after this provider, not by the id given there.
    /// </summary>
    /// <param name="section">The layer's section.</param>
    /// <param name="store">Adds one provider.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it adds none, or several.</exception>
    public ProviderBuilder WithStore(string section, Action<ArchivoltBuilder> store)
    {
        ArgumentException.ThrowIfNullOrEmpty(section);
        ArgumentNullException.ThrowIfNull(store);
        var path = $"{_section}:{section}";
        store(new OtherStore(this, path));
        return _description.Has($"{path}:Type") ? this : throw new BlobException(BlobError.Configuration, $"{path}: add the store, such as with AddFileStore.");
    }

    internal ProviderBuilder Give(string setting, object value)
    {
        _description.Give($"{_section}:{setting}", value);
        return this;
    }

    internal T? Given<T>(string setting) where T : class => _description.Given<T>($"{_section}:{setting}");

    internal override ProviderBuilder AddProvider(string id, StoreOpener open) => _parent.AddProvider(id, open);

    // Takes the provider that is added to it for the store of a layer.
    private sealed class OtherStore(ProviderBuilder provider, string section) : ArchivoltBuilder(provider.Services, provider.Configuration)
    {
        internal override ProviderBuilder AddProvider(string id, StoreOpener open)
        {
            if (provider._description.Has($"{section}:Type"))
                throw new BlobException(BlobError.Configuration, $"{section} is one store; add one only.");
            provider._description.Give($"{section}:Type", open);
            return new ProviderBuilder(this, id, provider._description, section);
        }
    }
}
