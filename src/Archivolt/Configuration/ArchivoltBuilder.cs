using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Configuration;

/// <summary>
/// Adds providers, types of stores and layers to an application; made by
/// <see cref="ArchivoltServices.AddArchivolt(IServiceCollection, Action{ArchivoltBuilder})"/>. Packages add to it by extension methods.
/// </summary>
public class ArchivoltBuilder
{
    internal ArchivoltBuilder(IServiceCollection services, IConfiguration? configuration) => (Services, Configuration) = (services, configuration);

    /// <summary>The application's services, for packages that add stores.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The configuration given to <c>AddArchivolt</c>, for packages that read their own sections; null for an application set up in code.</summary>
    public IConfiguration? Configuration { get; }

    /// <summary>Sets the data home that relative paths are resolved under.</summary>
    public ArchivoltBuilder UseDataPath(string path)
    {
        Services.Configure<ArchivoltOptions>(options => options.DataPath = path);
        return this;
    }

    /// <summary>Adds a provider whose store is made when it is needed first, at the latest when the host starts.</summary>
    public ProviderBuilder AddProvider(string id, Func<IServiceProvider, IBlobStore> store, BlobProviderOptions? options = null) =>
        AddProvider(id, (context, _) => ValueTask.FromResult(new ConfiguredStore(store(context.Services), options ?? new BlobProviderOptions())));

    /// <summary>Adds a provider whose store is opened when it is needed first, at the latest when the host starts.</summary>
    public ProviderBuilder AddProvider(
        string id, Func<IServiceProvider, CancellationToken, ValueTask<IBlobStore>> store, BlobProviderOptions? options = null) =>
        AddProvider(id, async (context, token) => new ConfiguredStore(await store(context.Services, token), options ?? new BlobProviderOptions()));

    /// <summary>Makes a <c>Type</c> known for providers in the configuration.</summary>
    /// <param name="type">The value of <c>Type</c>.</param>
    /// <param name="create">Makes the store.</param>
    /// <param name="settings">Its settings beside those of every provider, so that a misspelt one is refused; null to take any.</param>
    public ArchivoltBuilder AddStoreType(string type, Func<BlobStoreContext, ConfiguredStore> create, IReadOnlyList<string>? settings = null) =>
        AddStoreType(type, (context, _) => ValueTask.FromResult(create(context)), settings);

    /// <summary>Makes a <c>Type</c> known for providers in the configuration.</summary>
    /// <param name="type">The value of <c>Type</c>.</param>
    /// <param name="open">Opens the store.</param>
    /// <param name="settings">Its settings beside those of every provider, so that a misspelt one is refused; null to take any.</param>
    public ArchivoltBuilder AddStoreType(
        string type, Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> open, IReadOnlyList<string>? settings = null)
    {
        Services.AddSingleton(new BlobStoreFactory(type, open) { Settings = settings });
        return this;
    }

    /// <summary>Makes a layer known by the section of a provider that asks for it. A layer with the same section and place is added once.</summary>
    public ArchivoltBuilder AddLayer(LayerRegistration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!Services.Any(service => service.ImplementationInstance is LayerRegistration known
            && known.Order == layer.Order && known.Section.Equals(layer.Section, StringComparison.OrdinalIgnoreCase)))
            Services.AddSingleton(layer);
        return this;
    }

    /// <summary>Adds providers from a configuration section, each a child with a <c>Type</c> and the settings of that type.</summary>
    public ArchivoltBuilder AddProviders(IConfigurationSection providers)
    {
        Services.AddSingleton(new ProviderSections(providers));
        return this;
    }

    internal virtual ProviderBuilder AddProvider(string id, StoreOpener open)
    {
        var description = new ProviderDescription(id);
        description.Give($"{description.Section}:Type", open);
        Services.AddSingleton(description);
        return new ProviderBuilder(this, id, description, description.Section);
    }
}

/// <summary>Opens the store of a provider without its layers.</summary>
internal delegate ValueTask<ConfiguredStore> StoreOpener(BlobStoreContext context, CancellationToken cancellationToken);
