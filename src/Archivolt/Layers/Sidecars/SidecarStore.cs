using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;

namespace Archivolt.Layers.Sidecars;

/// <summary>The small store in which a layer remembers what it knows of single blobs: a directory beside <c>data</c>, or where the settings say.</summary>
internal static class SidecarStore
{
    /// <summary>Opens it; null where the store has a place that is no directory.</summary>
    public static IBlobStore? Open(IBlobStore store, string name, string? path = null)
    {
        path ??= store.Traits.Locations is [{ IsFile: true } place, ..] ? Path.Combine(place.LocalPath, name) : null;
        if (path is null)
            return store.Traits.Locations.Count == 0 ? new MemoryStore(name) : null;
        // Nothing is made beside a store that is only read: what is not there says nothing.
        if (!store.Traits.CanWrite && !Directory.Exists(path))
            return new MemoryStore(name);
        return new LazyStore(new FileStoreOptions
        {
            Path = path,
            Name = $"{store.Traits.Name.Replace("\"", "", StringComparison.Ordinal)} {name}",
            Durability = store.Traits.Durability,
            ReadOnly = !store.Traits.CanWrite,
        });
    }

    /// <summary>A record provider's store, made to lock content by itself where it cannot.</summary>
    public static ConfiguredStore Lockable(ConfiguredStore configured, TimeProvider clock)
    {
        if (configured.Options.KeyStrategy is not KeyStrategy.ByDocument || configured.Store.Ability<IRetainsContent>() is not null)
            return configured;
        return Open(configured.Store, "retention") is { } notes ? configured with { Store = new Retained(configured.Store, notes, clock) } : configured;
    }
}
