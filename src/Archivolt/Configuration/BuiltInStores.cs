using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Folders;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Configuration;

/// <summary>The store types of the core package: <c>File</c>, <c>Folder</c>, <c>Memory</c>.</summary>
internal static class BuiltInStores
{
    public static void AddTo(ArchivoltBuilder builder) => builder
        .AddStoreType("File", CreateFile, FileStoreSettings.Names)
        .AddStoreType("Folder", CreateFolder, ["Root", "Path"])
        .AddStoreType("Memory", CreateMemory, ["Digest"]);

    public static ConfiguredStore CreateFile(BlobStoreContext context) => new FileStoreSettings(context).Open();

    private static ConfiguredStore CreateMemory(BlobStoreContext context)
    {
        var digest = context.ReadDigest() ?? DigestAlgorithm.Sha256;
        var store = new MemoryStore(context.Id, context.Services.GetService<TimeProvider>());
        return new ConfiguredStore(store, context.ProviderOptions(digest));
    }

    private static ConfiguredStore CreateFolder(BlobStoreContext context)
    {
        var root = context.Section["Root"] ?? context.Section["Path"];
        if (string.IsNullOrWhiteSpace(root))
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path} has no Root; give the directory that holds the files.");
        var options = context.ProviderOptions(DigestAlgorithm.Md5, preventUserUpdate: true);
        return new ConfiguredStore(
            new FolderStore(context.Options.Resolve(root), context.Id),
            options with { KeyStrategy = new KeyStrategy.Foreign(DigestAlgorithm.Md5) });
    }
}
