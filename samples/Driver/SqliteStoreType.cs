using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;

namespace Archivolt.Samples.Driver;

/// <summary>Makes the store known to configurations: <c>"Type": "Sqlite", "Path": "small.db"</c>.</summary>
public static class SqliteStoreType
{
    /// <summary>Adds the type <c>Sqlite</c>, whose setting <c>Path</c> is a file under the data home.</summary>
    public static ArchivoltBuilder AddSqliteStores(this ArchivoltBuilder builder) => builder.AddStoreType("Sqlite", Create, ["Path"]);

    private static ConfiguredStore Create(BlobStoreContext context)
    {
        var path = context.Section["Path"] is { Length: > 0 } text ? text : throw context.Wrong("Path", "the name of a file");
        return new ConfiguredStore(new SqliteStore(context.Options.Resolve(path)), context.ProviderOptions(DigestAlgorithm.Sha256));
    }
}
