using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Layers.Mirroring;

/// <summary>
/// Section <c>Mirror</c> of any provider: a second copy of everything, in a store with settings of its own, as if it were a provider (<c>Type</c>,
/// <c>Path</c>, <c>Encryption</c>, …). <c>Writes</c> says when a write is done: <c>All</c>, the default, or <c>Any</c>.
/// </summary>
internal static partial class MirrorSettings
{
    /// <summary>The store with its mirror.</summary>
    public static async ValueTask<ConfiguredStore> ApplyAsync(LayerContext context, ConfiguredStore configured, CancellationToken cancellationToken)
    {
        var writes = SettingValues.Read<MirrorWrites>(context.Section, "Writes") ?? MirrorWrites.All;
        WarnOfClear(context);
        ConfiguredStore mirror;
        try
        {
            mirror = await context.OpenStoreAsync("mirror", cancellationToken);
        }
        catch (BlobException exception) when (exception.InnerException is MissingStoreException)
        {
            return Join(context.Provider, configured, configured with { Store = new AbsentStore(exception.Message, configured.Store.Traits) }, writes, exception);
        }
        Check(context.Section.Path, configured, mirror);
        return configured with { Store = new Mirrored(configured.Store, mirror.Store, writes, context.Services.GetService<ILogger<Mirrored>>()) };
    }

    /// <summary>A store whose own place is missing, as far as its mirror has it.</summary>
    /// <param name="context">What the store is opened from.</param>
    /// <param name="mirror">The mirror that its section describes.</param>
    /// <param name="missing">Says what is missing.</param>
    public static ConfiguredStore WithoutPrimary(BlobStoreContext context, ConfiguredStore mirror, BlobException missing)
    {
        var writes = SettingValues.Read<MirrorWrites>(context.Section.GetSection("Mirror"), "Writes") ?? MirrorWrites.All;
        return Join(context, mirror with { Store = new AbsentStore(missing.Message, mirror.Store.Traits) }, mirror, writes, missing);
    }

    private static ConfiguredStore Join(BlobStoreContext context, ConfiguredStore primary, ConfiguredStore mirror, MirrorWrites writes, BlobException missing)
    {
        var logger = context.Services.GetService<ILogger<Mirrored>>();
        if (logger is not null)
            LogAbsent(logger, context.Id, missing.Message);
        return primary with { Store = new Mirrored(primary.Store, mirror.Store, writes, logger) };
    }

    // A mirror is a store by itself, so that it may be encrypted by a key of its own, or lie on an encrypted disk; one that is forgotten says nothing.
    private static void WarnOfClear(LayerContext context)
    {
        var provider = context.Provider.Section;
        var encryption = context.Services.GetRequiredService<LayerRegistry>().Layers.FirstOrDefault(layer => layer.Order == LayerOrder.Encrypted && provider.GetSection(layer.Section).Exists());
        if (encryption is not null && !context.Section.GetSection(encryption.Section).Exists() && context.Services.GetService<ILogger<Mirrored>>() is { } logger)
            LogClear(logger, context.Provider.Id, $"{context.Section.Path}:{encryption.Section}");
    }

    [LoggerMessage(11, LogLevel.Warning, "The provider '{Provider}' is encrypted and its mirror is not: content lies there in clear. Set {Setting} to encrypt the mirror too.")]
    private static partial void LogClear(ILogger logger, string provider, string setting);

    [LoggerMessage(10, LogLevel.Error, "A copy of the mirrored provider '{Provider}' is not there; the other one is read. {Problem}")]
    private static partial void LogAbsent(ILogger logger, string provider, string problem);

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
