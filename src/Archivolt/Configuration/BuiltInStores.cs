using Archivolt.Blobs;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Configuration;

/// <summary>The store types of the core package: <c>File</c>, <c>Folder</c>, <c>Memory</c>.</summary>
internal static class BuiltInStores
{
    public static void AddTo(ArchivoltBuilder builder) => builder
        .AddStoreType("File", CreateFile)
        .AddStoreType("Memory", CreateMemory);

    public static ConfiguredStore CreateFile(BlobStoreContext context) => new FileStoreSettings(context).Open();

    private static ConfiguredStore CreateMemory(BlobStoreContext context)
    {
        var digest = DigestAlgorithm.Parse(context.Section["Digest"] ?? DigestAlgorithm.Sha256.Name);
        var store = new MemoryStore(context.Id, context.Services.GetService<TimeProvider>());
        return new ConfiguredStore(store, context.ProviderOptions(digest));
    }
}
