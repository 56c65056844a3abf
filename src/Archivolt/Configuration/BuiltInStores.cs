using Archivolt.Blobs;

namespace Archivolt.Configuration;

/// <summary>The store types of the core package: <c>File</c>, <c>Folder</c>, <c>Memory</c>.</summary>
internal static class BuiltInStores
{
    public static void AddTo(ArchivoltBuilder builder) => builder
        .AddStoreType("File", CreateFile);

    public static ConfiguredStore CreateFile(BlobStoreContext context) =>
        throw new BlobException(BlobError.Configuration, $"not yet: {context.Id}");
}
