using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Layers.Mirroring;

/// <summary>
/// Section <c>Mirror</c> of any provider: a second copy of everything, in a store with settings of its own, as if it were a provider (<c>Type</c>,
/// <c>Path</c>, <c>Encryption</c>, …). <c>Writes</c> says when a write is done: <c>All</c>, the default, or <c>Any</c>.
/// </summary>
internal static class MirrorSettings
{
    /// <summary>The store with its mirror.</summary>
    public static async ValueTask<ConfiguredStore> ApplyAsync(LayerContext context, ConfiguredStore configured, CancellationToken cancellationToken)
    {
        var writes = SettingValues.Read<MirrorWrites>(context.Section, "Writes") ?? MirrorWrites.All;
        var mirror = await context.OpenStoreAsync("mirror", cancellationToken);
        Check(context.Section.Path, configured, mirror);
        return configured with { Store = new Mirrored(configured.Store, mirror.Store, writes, context.Services.GetService<ILogger<Mirrored>>()) };
    }

    private static void Check(string path, ConfiguredStore configured, ConfiguredStore mirror)
    {
        var (one, other) = (configured.Options.KeyStrategy.Algorithm, mirror.Options.KeyStrategy.Algorithm);
        if (one != other)
        {
            throw new BlobException(BlobError.Configuration,
                $"{path} is described as a store of {other.Name} and mirrors one of {one.Name}; set its Digest to {one.Name}, so that it is a whole store by itself.");
        }
        if (configured.Store.Traits.SharesLocationWith(mirror.Store.Traits))
            throw new BlobException(BlobError.Configuration, $"{path} is in the same place as what it mirrors; give it a path of its own, best on another disk.");
        if (configured.Store.Traits.CanWrite != mirror.Store.Traits.CanWrite)
            throw new BlobException(BlobError.Configuration, $"{path} and what it mirrors must both be writable, or both be read-only.");
    }
}
