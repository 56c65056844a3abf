using System.Globalization;
using Archivolt.Layers.Mirroring;

namespace Archivolt.Configuration;

/// <summary>The layers of this package for providers added in code.</summary>
public static class ProviderLayers
{
    /// <summary>Keeps a second copy of everything in a directory, best on another disk; the same as the section <c>Mirror</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="path">Where; a relative path is under the data home.</param>
    /// <param name="writes">When a write is done.</param>
    /// <param name="mirror">Adds layers to the mirror, which has none of the provider's; null for none.</param>
    public static ProviderBuilder MirroredTo(
        this ProviderBuilder provider, string path, MirrorWrites writes = MirrorWrites.All, Action<ProviderBuilder>? mirror = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.MirroredTo(store => Add(store, path, mirror), writes);
    }

    /// <summary>Keeps a second copy of everything in another store; the same as the section <c>Mirror</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="mirror">Adds the store as if it were a provider, and its layers; see <see cref="ProviderBuilder.WithStore"/>.</param>
    /// <param name="writes">When a write is done.</param>
    public static ProviderBuilder MirroredTo(
        this ProviderBuilder provider, Action<ArchivoltBuilder> mirror, MirrorWrites writes = MirrorWrites.All)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.WithStore("Mirror", mirror).With("Mirror:Writes", writes.ToString());
    }

    /// <summary>Takes over from the store in a directory, whose content a migration brings here; the same as the section <c>MigrateFrom</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="path">The old store; a relative path is under the data home.</param>
    /// <param name="old">Adds layers to the old store; null for none.</param>
    public static ProviderBuilder MigratingFrom(this ProviderBuilder provider, string path, Action<ProviderBuilder>? old = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.MigratingFrom(store => Add(store, path, old));
    }

    /// <summary>Takes over from another store, whose content a migration brings here; the same as the section <c>MigrateFrom</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="old">Adds the store as if it were a provider, and its layers; see <see cref="ProviderBuilder.WithStore"/>.</param>
    public static ProviderBuilder MigratingFrom(this ProviderBuilder provider, Action<ArchivoltBuilder> old)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.WithStore("MigrateFrom", old);
    }

    /// <summary>Gives the store a cold tier; the same as the section <c>Cold</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="restoreDelay">How long a restore takes.</param>
    /// <param name="path">Where it is remembered what is archived; null for a directory <c>cold</c> in the store's own.</param>
    public static ProviderBuilder Cold(this ProviderBuilder provider, TimeSpan restoreDelay = default, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.With("Cold:RestoreDelay", restoreDelay.ToString("c")).With("Cold:Path", path);
    }

    /// <summary>Makes requests again that fail in passing; the same as the section <c>Resilience</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="retries">How often a request is made again.</param>
    public static ProviderBuilder Resilient(this ProviderBuilder provider, int retries = 3)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.With("Resilience:Retries", retries.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Keeps what is read near, on the local disk; the same as the section <c>Cache</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="maxBytes">The most bytes that are kept.</param>
    /// <param name="path">The directory; null for one below the data path.</param>
    public static ProviderBuilder Cached(this ProviderBuilder provider, long maxBytes = 100 << 20, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.With("Cache:MaxBytes", maxBytes.ToString(CultureInfo.InvariantCulture)).With("Cache:Path", path);
    }

    private static void Add(ArchivoltBuilder builder, string path, Action<ProviderBuilder>? configure)
    {
        var store = builder.AddFileStore("", path);
        configure?.Invoke(store);
    }
}
