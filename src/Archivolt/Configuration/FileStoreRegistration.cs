using Archivolt.Providers;
using Archivolt.Stores.Files;

namespace Archivolt.Configuration;

/// <summary>Adds file stores in code.</summary>
public static class FileStoreRegistration
{
    /// <summary>
    /// Adds a provider that keeps content, named by its digest, in a directory; a relative path is under the data home.
    /// </summary>
    public static ProviderBuilder AddFileStore(this ArchivoltBuilder builder, string id, string path) =>
        builder.AddFileStore(id, new FileStoreOptions { Path = path });

    /// <summary>
    /// Adds a provider that keeps content in a directory. Content named after its document can be locked there (<see cref="Layers.Retained"/>).
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="id">The provider id.</param>
    /// <param name="store">How the store is opened; a relative path is under the data home.</param>
    /// <param name="options">Key strategy and limits; null for content named by the store's digest.</param>
    public static ProviderBuilder AddFileStore(this ArchivoltBuilder builder, string id, FileStoreOptions store, BlobProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        return builder.AddProvider(id, (context, _) =>
        {
            var opened = FileStore.Open(store with
            {
                Path = context.Options.Resolve(store.Path),
                Name = store.Name ?? context.Id,
                ReadOnly = store.ReadOnly || context.Options.ReadOnly,
                MustExist = store.MustExist || context.MustExist,
            });
            return ValueTask.FromResult(
                new ConfiguredStore(opened, options ?? new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(opened.Digest) }));
        });
    }
}
