using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.S3;

/// <summary>Adds stores in buckets, to configurations and in code.</summary>
public static class S3Registration
{
    /// <summary>
    /// Adds the type <c>S3</c> for providers in the configuration. Its settings are the properties of <see cref="S3StoreOptions"/>, <c>Digest</c> (SHA-256 unless said),
    /// <c>Namespace</c> (a folder below the prefix) and <c>Record</c>.
    /// </summary>
    public static ArchivoltBuilder AddS3Stores(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStoreType("S3", OpenAsync, S3StoreSettings.Names);
    }

    /// <summary>Adds a provider that keeps content in a bucket.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="id">The provider id.</param>
    /// <param name="store">The bucket and how to reach it.</param>
    /// <param name="options">Key strategy and limits; null for content named by its SHA-256.</param>
    public static ProviderBuilder AddS3Store(this ArchivoltBuilder builder, string id, S3StoreOptions store, BlobProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        return builder.AddProvider(id, async (services, token) =>
            await S3Store.OpenAsync(store with { Name = store.Name ?? id }, services.GetService<TimeProvider>(), token), options);
    }

    private static async ValueTask<ConfiguredStore> OpenAsync(BlobStoreContext context, CancellationToken cancellationToken)
    {
        var options = new S3StoreSettings(context).Read();
        var provider = context.ProviderOptions(context.ReadDigest() ?? DigestAlgorithm.Sha256);
        return new ConfiguredStore(await S3Store.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), provider);
    }
}
