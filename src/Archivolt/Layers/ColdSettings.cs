using Archivolt.Blobs;
using Archivolt.Layers.Sidecars;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Layers;

/// <summary>
/// Section <c>Cold</c> of any provider: gives its store a cold tier (<see cref="Cold"/>). <c>RestoreDelay</c> is how long a restore takes, such as
/// <c>04:00:00</c>; <c>Path</c> is where it is remembered what is archived, a directory <c>cold</c> in the store's own unless said.
/// </summary>
internal static class ColdSettings
{
    /// <summary>The store with a cold tier.</summary>
    public static ConfiguredStore Apply(LayerContext context, ConfiguredStore configured)
    {
        var section = context.Section;
        if (configured.Store.GetService(typeof(IColdStorage)) is not null)
            throw new BlobException(BlobError.Configuration, $"{section.Path}: this store has a cold tier of its own; leave the section out.");
        var delay = SettingValues.Read<TimeSpan>(section, "RestoreDelay", time => time >= TimeSpan.Zero) ?? TimeSpan.Zero;
        var path = section["Path"] is { Length: > 0 } given ? context.Provider.Options.Resolve(given) : null;
        var notes = SidecarStore.Open(configured.Store, "cold", path) ?? throw new BlobException(BlobError.Configuration,
            $"{section.Path} needs a Path: a directory in which to remember what is archived.");
        return configured with { Store = new Cold(configured.Store, notes, delay, context.Services.GetRequiredService<TimeProvider>()) };
    }
}
