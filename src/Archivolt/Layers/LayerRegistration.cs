using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Layers;

/// <summary>A layer that a provider's configuration may ask for.</summary>
/// <param name="Section">Name of the provider's sub-section with the layer's settings.</param>
/// <param name="Order">Its place among the layers of a provider.</param>
/// <param name="Apply">
/// Wraps a store as the section says. It is called where the provider has the section. Throws <see cref="Blobs.BlobException"/> with
/// <see cref="Blobs.BlobError.Configuration"/>; the store it was given, and those it opened through the context, are closed by the caller then.
/// </param>
public sealed record LayerRegistration(
    string Section, LayerOrder Order, Func<LayerContext, ConfiguredStore, CancellationToken, ValueTask<ConfiguredStore>> Apply)
{
    /// <summary>The settings in its section, so that a misspelt one is refused; null where the layer looks after that itself.</summary>
    public IReadOnlyList<string>? Settings { get; init; }

    /// <summary>True where the section describes another store, and has the settings of one beside its own.</summary>
    public bool DescribesStore { get; init; }

    /// <summary>True where the layer is asked about every provider, whether it has the section or not.</summary>
    public bool IsImplied { get; init; }
}

/// <summary>What a layer is made from.</summary>
public sealed class LayerContext
{
    private readonly Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> _open;
    private readonly List<ConfiguredStore> _opened = [];

    internal LayerContext(
        BlobStoreContext provider, IConfigurationSection section, Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> open) =>
        (Provider, Section, _open) = (provider, section, open);

    /// <summary>The provider.</summary>
    public BlobStoreContext Provider { get; }

    /// <summary>The layer's section.</summary>
    public IConfigurationSection Section { get; }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => Provider.Services;

    /// <summary>Opens the store that the layer's section describes as if it were a provider, with the layers that belong to one store.</summary>
    /// <param name="name">What the store is to the provider, such as <c>mirror</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidOperationException">The layer's registration does not set <see cref="LayerRegistration.DescribesStore"/>.</exception>
    public async ValueTask<ConfiguredStore> OpenStoreAsync(string name, CancellationToken cancellationToken)
    {
        var store = await _open(Provider with { Id = $"{Provider.Id}/{name}", Section = Section }, cancellationToken);
        _opened.Add(store);
        return store;
    }

    /// <summary>The stores that were opened.</summary>
    internal IEnumerable<IBlobStore> Opened => _opened.Select(opened => opened.Store);
}
