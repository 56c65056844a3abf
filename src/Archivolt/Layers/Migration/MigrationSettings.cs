using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Layers.Migration;

/// <summary>
/// Section <c>MigrateFrom</c> of any provider: the store that it leaves, with settings of its own as if it were a provider (<c>Type</c>, <c>Path</c>,
/// <c>Encryption</c>, …). The provider's own settings are those of the new store; its id, and with it every document, stays.
/// </summary>
internal static class MigrationSettings
{
    /// <summary>The store in front of the one that it takes over from.</summary>
    public static async ValueTask<ConfiguredStore> ApplyAsync(LayerContext context, ConfiguredStore configured, CancellationToken cancellationToken)
    {
        var old = await context.OpenStoreAsync("old", cancellationToken);
        Check(context.Section.Path, configured, old);
        CheckNotes(context.Provider.Section, context.Section, configured);
        var course = new MigrationCourse(
            context.Provider.Id, context.Services.GetRequiredService<IJobLedger>, context.Services.GetService<TimeProvider>() ?? TimeProvider.System);
        return configured with { Store = new Migrating(configured.Store, old.Store, course.GoesBackAsync) };
    }

    private static void Check(string path, ConfiguredStore configured, ConfiguredStore old)
    {
        var (now, before) = (configured.Options.KeyStrategy, old.Options.KeyStrategy);
        if (now.Deduplicates != before.Deduplicates)
        {
            throw new BlobException(BlobError.Configuration,
                $"{path} names content by the strategy '{before.Name}' and the provider by '{now.Name}'; set the provider's KeyStrategy to '{before.Name}', "
                + "so that every key means the same in both stores.");
        }
        if (configured.Store.Traits.SharesLocationWith(old.Store.Traits))
            throw new BlobException(BlobError.Configuration, $"{path} is in the same place as the store it migrates to; give the new store a path of its own.");
    }

    // Retention and cold tier are noted beside a store, and the notes would stay behind.
    private static void CheckNotes(IConfigurationSection provider, IConfigurationSection old, ConfiguredStore configured)
    {
        var noted = configured.Options.KeyStrategy is KeyStrategy.ByDocument ? "records, which may be under retention"
            : provider.GetSection("Cold").Exists() ? "a cold tier"
            : null;
        if (noted is not null)
            throw new BlobException(BlobError.Configuration, $"{old.Path}: a provider with {noted} cannot migrate to another store; let rules move its blobs to another provider.");
    }
}
