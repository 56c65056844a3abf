using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Layers;

/// <summary>The layers of this application, in the one order in which they are put around a store.</summary>
internal sealed class LayerRegistry
{
    private readonly IReadOnlyList<LayerRegistration> _layers;

    /// <summary>Puts layers in order.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: two layers have one section or one place.</exception>
    public LayerRegistry(IEnumerable<LayerRegistration> layers)
    {
        _layers = [.. layers.OrderBy(layer => layer.Order)];
        if (_layers.GroupBy(layer => layer.Section, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Skip(1).Any()) is { } repeated)
            throw new BlobException(BlobError.Configuration, $"Two layers have the section {repeated.Key}; give each its own.");
        foreach (var (layer, next) in _layers.Zip(_layers.Skip(1)).Where(pair => pair.First.Order == pair.Second.Order && pair.First.Order != LayerOrder.Outermost))
        {
            throw new BlobException(BlobError.Configuration,
                $"The layers {layer.Section} and {next.Section} both have the place {layer.Order}; a layer of your own has {LayerOrder.Outermost}.");
        }
    }

    /// <summary>The layers, the lowest first.</summary>
    public IReadOnlyList<LayerRegistration> Layers => _layers;

    /// <summary>Puts the layers of one store around it. After a failure nothing is left open.</summary>
    public ValueTask<ConfiguredStore> WrapStoreAsync(
        BlobStoreContext context, ConfiguredStore store, Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> open,
        CancellationToken cancellationToken) =>
        WrapAsync(context, store, _layers.Where(layer => layer.Order <= LayerOrder.Mirrored), open, cancellationToken);

    /// <summary>Puts the layers of a whole provider around its store. After a failure nothing is left open.</summary>
    public ValueTask<ConfiguredStore> WrapProviderAsync(
        BlobStoreContext context, ConfiguredStore store, Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> open,
        CancellationToken cancellationToken) =>
        WrapAsync(context, store, _layers.Where(layer => layer.Order > LayerOrder.Mirrored), open, cancellationToken);

    private static async ValueTask<ConfiguredStore> WrapAsync(
        BlobStoreContext context, ConfiguredStore store, IEnumerable<LayerRegistration> layers,
        Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> open, CancellationToken cancellationToken)
    {
        foreach (var layer in layers)
        {
            var section = context.Section.GetSection(layer.Section);
            if (!layer.IsImplied && !section.Exists())
                continue;
            // What is opened must have been checked.
            var step = new LayerContext(context, section, layer.DescribesStore ? open : (_, _) =>
                throw new InvalidOperationException($"The layer {layer.Section} opens a store, so its registration must set {nameof(LayerRegistration.DescribesStore)}."));
            try
            {
                store = await layer.Apply(step, store, cancellationToken);
            }
            catch
            {
                await FailedOpening.CloseAsync([.. step.Opened, store.Store], context.Services);
                throw;
            }
        }
        return store;
    }
}
