using System.Globalization;
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
        ["Connection", "PasswordFile", "Database", "Bucket", "Namespace", "ReadOnly", "ChunkSize", "AbandonedAfter", "Digest", "Record"];

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
        var section = context.Section;
        var usual = new GridFSStoreOptions { Connection = "", Bucket = "" };
        var options = usual with
        {
            Name = context.Id,
            Connection = WithPassword(section["Connection"] is { Length: > 0 } connection ? connection
                : throw new BlobException(BlobError.Configuration, $"{section.Path} has no Connection; give the connection string, such as mongodb://localhost/content."), section["PasswordFile"]),
            Database = section["Database"] is { Length: > 0 } database ? database : null,
            Bucket = BucketOf(context),
            ReadOnly = context.Options.ReadOnly || Flag("ReadOnly"),
            ChunkSize = section["ChunkSize"] is not { } size ? usual.ChunkSize : int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : throw context.Wrong("ChunkSize", "a number of bytes"),
            AbandonedAfter = section["AbandonedAfter"] is not { } after ? usual.AbandonedAfter
                : TimeSpan.TryParse(after, CultureInfo.InvariantCulture, out var time) ? time : throw context.Wrong("AbandonedAfter", "a time such as 01:00:00"),
        };
        var digest = section["Digest"] is not { Length: > 0 } name ? DigestAlgorithm.Sha256
            : DigestAlgorithm.TryParse(name, out var known) ? known
            : throw context.Wrong("Digest", $"one of {string.Join(", ", DigestAlgorithm.All)}");
        var provider = context.ProviderOptions(digest);
        if (Flag("Record"))
            provider = provider with { KeyStrategy = new KeyStrategy.ByDocument(digest) };
        return new ConfiguredStore(await GridFSStore.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), provider);

        bool Flag(string setting) => section[setting] is { } text && (bool.TryParse(text, out var flag) ? flag : throw context.Wrong(setting, "true or false"));
    }

    // As on the platform.
    private static string BucketOf(BlobStoreContext context)
    {
        var space = context.Section["Namespace"] is { Length: > 0 } text ? $".{text}" : "";
        return context.Section["Bucket"] is { Length: > 0 } bucket ? $"{bucket}{space}" : $"{context.Id}{space}.fs";
    }

    private static string WithPassword(string connection, string? file)
    {
        if (file is null)
            return connection;
        try
        {
            return new MongoUrlBuilder(connection) { Password = File.ReadAllText(file).TrimEnd('\r', '\n') }.ToString();
        }
        catch (Exception exception) when (exception is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The driver's message may repeat the connection string.
            throw new BlobException(BlobError.Configuration, "The connection string is none of MongoDB; write mongodb://USER@HOST:PORT/DATABASE.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"The file of the database's password cannot be read: {exception.Message}", innerException: exception);
        }
    }
}
