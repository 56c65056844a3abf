using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Azure;

/// <summary>Adds stores in containers, to configurations and in code.</summary>
public static class AzureRegistration
{
    /// <summary>
    /// Adds the type <c>Azure</c> for providers in the configuration. Its settings are the properties of <see cref="AzureStoreOptions"/>, <c>Digest</c> (SHA-256 unless said),
    /// <c>Namespace</c> (a folder below the prefix) and <c>Record</c>.
    /// </summary>
    public static ArchivoltBuilder AddAzureStores(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStoreType("Azure", OpenAsync, AzureStoreSettings.Names);
    }

    /// <summary>Adds a provider that keeps content in a container.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="id">The provider id.</param>
    /// <param name="store">The container and how to reach it.</param>
    /// <param name="options">Key strategy and limits; null for content named by its SHA-256.</param>
    public static ProviderBuilder AddAzureStore(this ArchivoltBuilder builder, string id, AzureStoreOptions store, BlobProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        return builder.AddProvider(id, async (services, token) =>
            await AzureStore.OpenAsync(store with { Name = store.Name ?? id }, services.GetService<TimeProvider>(), token), options);
    }

    private static async ValueTask<ConfiguredStore> OpenAsync(BlobStoreContext context, CancellationToken cancellationToken)
    {
        var options = new AzureStoreSettings(context).Read();
        var provider = context.ProviderOptions(context.ReadDigest() ?? DigestAlgorithm.Sha256);
        return new ConfiguredStore(await AzureStore.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), provider);
    }
}
