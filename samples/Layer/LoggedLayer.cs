using Archivolt.Configuration;
using Archivolt.Layers;
using Archivolt.Providers;

namespace Archivolt.Samples.Layer;

/// <summary>Makes the layer known: in code by <see cref="Logged"/>, in configurations by <c>"Logged": { "Prefix": "…" }</c>.</summary>
public static class LoggedLayer
{
    private const string Section = "Logged";

    /// <summary>Adds the layer to a provider.</summary>
    public static ProviderBuilder Logged(this ProviderBuilder provider, string prefix)
    {
        ArgumentNullException.ThrowIfNull(provider);
        provider.AddLoggedLayer();
        return provider.With($"{Section}:Prefix", prefix);
    }

    /// <summary>Lets configurations ask for the layer. It lies around all others, as its place says, wherever it stands in the code.</summary>
    public static ArchivoltBuilder AddLoggedLayer(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddLayer(new LayerRegistration(Section, LayerOrder.Outermost, (context, store, _) => ValueTask.FromResult(Apply(context, store))) { Settings = ["Prefix"] });
    }

    private static ConfiguredStore Apply(LayerContext context, ConfiguredStore store) =>
        store with { Store = new Logged(store.Store, Console.Out, context.Section["Prefix"] ?? "") };
}
