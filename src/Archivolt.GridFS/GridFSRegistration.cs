using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>Adds stores in MongoDB, to configurations and in code.</summary>
public static class GridFSRegistration
{
    private static readonly string[] Settings =
        ["Connection", "PasswordFile", "TrustedCertificates", "TrustedCertificatesPassword", "Database", "Bucket", "Namespace", "ReadOnly", "ChunkSize", "AbandonedAfter", "Digest", "Record"];

    /// <summary>
    /// Adds the type <c>GridFS</c> for providers in the configuration. Its settings are the properties of <see cref="GridFSStoreOptions"/>, <c>PasswordFile</c> (a file that holds
    /// the password of the user in the connection string), <c>Namespace</c> (a part of the bucket's name), <c>Digest</c> (SHA-256 unless said) and <c>Record</c>. Without
    /// <c>Bucket</c> it is called after the provider: <c>default.fs</c>.
    /// </summary>
    public static ArchivoltBuilder AddGridFSStores(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStoreType("GridFS", OpenAsync, Settings);
    }

    /// <summary>Adds a provider that keeps content in MongoDB.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="id">The provider id.</param>
    /// <param name="store">The bucket and its database.</param>
    /// <param name="options">Key strategy and limits; null for content named by its SHA-256.</param>
    public static ProviderBuilder AddGridFSStore(this ArchivoltBuilder builder, string id, GridFSStoreOptions store, BlobProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        return builder.AddProvider(id, async (services, token) =>
            await GridFSStore.OpenAsync(store with { Name = store.Name ?? id }, services.GetService<TimeProvider>(), token), options);
    }

    private static async ValueTask<ConfiguredStore> OpenAsync(BlobStoreContext context, CancellationToken cancellationToken)
    {
        var usual = new GridFSStoreOptions { Connection = "", Bucket = "" };
        var options = usual with
        {
            Name = context.Id,
            Connection = WithPassword(
                context.RequiredText("Connection", "give the connection string, such as mongodb://localhost/content"), context.PasswordFrom("PasswordFile")),
            TrustedCertificates = context.Text("TrustedCertificates") is { } path ? context.Options.Resolve(path) : null,
            TrustedCertificatesPassword = context.Text("TrustedCertificatesPassword"),
            Database = context.Text("Database"),
            Bucket = BucketOf(context),
            ReadOnly = context.Options.ReadOnly || context.Flag("ReadOnly"),
            ChunkSize = context.Number("ChunkSize", 1, int.MaxValue, usual.ChunkSize),
            AbandonedAfter = context.Time("AbandonedAfter", usual.AbandonedAfter),
        };
        var provider = context.ProviderOptions(context.ReadDigest() ?? DigestAlgorithm.Sha256);
        return new ConfiguredStore(await GridFSStore.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), provider);
    }

    // As on the platform.
    private static string BucketOf(BlobStoreContext context)
    {
        var space = context.Text("Namespace") is { } name ? $".{name}" : "";
        return context.Text("Bucket") is { } bucket ? $"{bucket}{space}" : $"{context.Id}{space}.fs";
    }

    private static string WithPassword(string connection, string? password)
    {
        if (password is null)
            return connection;
        try
        {
            return new MongoUrlBuilder(connection) { Password = password }.ToString();
        }
        catch (Exception exception) when (exception is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The driver's message may repeat the connection string.
            throw new BlobException(BlobError.Configuration, "The connection string is none of MongoDB; write mongodb://USER@HOST:PORT/DATABASE.");
        }
    }
}
