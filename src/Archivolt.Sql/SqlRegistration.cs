using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Sql;

/// <summary>Adds stores in tables, to configurations and in code.</summary>
public static class SqlRegistration
{
    private static readonly string[] Settings =
        ["System", "Connection", "PasswordFile", "Table", "Platform", "ReadOnly", "ChunkSize", "AbandonedAfter", "Digest"];

    /// <summary>
    /// Adds the type <c>Sql</c> for providers in the configuration. Its settings are the properties of <see cref="SqlStoreOptions"/>, <c>PasswordFile</c> (a file that holds
    /// the database's password) and <c>Digest</c> (SHA-256 unless said; MD5 in a table of the platform).
    /// </summary>
    public static ArchivoltBuilder AddSqlStores(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStoreType("Sql", OpenAsync, Settings);
    }

    /// <summary>Adds a provider that keeps content in a table.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="id">The provider id.</param>
    /// <param name="store">The table and its database.</param>
    /// <param name="options">Key strategy and limits; null for content named by its SHA-256.</param>
    public static ProviderBuilder AddSqlStore(this ArchivoltBuilder builder, string id, SqlStoreOptions store, BlobProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        return builder.AddProvider(id, async (services, token) =>
            await SqlStore.OpenAsync(store with { Name = store.Name ?? id }, services.GetService<TimeProvider>(), token), options);
    }

    private static async ValueTask<ConfiguredStore> OpenAsync(BlobStoreContext context, CancellationToken cancellationToken)
    {
        var section = context.Section;
        var isPlatform = Flag("Platform");
        var usual = new SqlStoreOptions { System = SqlSystem.Sqlite, Connection = "" };
        var options = usual with
        {
            Name = context.Id,
            System = Enum.TryParse<SqlSystem>(section["System"], ignoreCase: true, out var system) && !char.IsAsciiDigit(section["System"]![0]) ? system
                : throw context.Wrong("System", $"one of {string.Join(", ", Enum.GetNames<SqlSystem>())}"),
            Connection = WithPassword(section["Connection"]
                ?? throw new BlobException(BlobError.Configuration, $"{section.Path} has no Connection; give the connection string of the database."), section["PasswordFile"]),
            Table = section["Table"] ?? usual.Table,
            Platform = isPlatform,
            ReadOnly = context.Options.ReadOnly || Flag("ReadOnly"),
            ChunkSize = section["ChunkSize"] is not { } size ? usual.ChunkSize : int.TryParse(size, out var bytes) ? bytes : throw context.Wrong("ChunkSize", "a number of bytes"),
            AbandonedAfter = section["AbandonedAfter"] is not { } after ? usual.AbandonedAfter
                : TimeSpan.TryParse(after, System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : throw context.Wrong("AbandonedAfter", "a time such as 01:00:00"),
        };
        var digest = section["Digest"] is not { Length: > 0 } name ? isPlatform ? DigestAlgorithm.Md5 : DigestAlgorithm.Sha256
            : DigestAlgorithm.TryParse(name, out var known) ? known
            : throw context.Wrong("Digest", $"one of {string.Join(", ", DigestAlgorithm.All)}");
        return new ConfiguredStore(await SqlStore.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), context.ProviderOptions(digest));

        bool Flag(string setting) => section[setting] is { } text && (bool.TryParse(text, out var flag) ? flag : throw context.Wrong(setting, "true or false"));
    }

    private static string WithPassword(string connection, string? file)
    {
        if (file is null)
            return connection;
        try
        {
            return $"{connection};Password=\"{File.ReadAllText(file).TrimEnd('\r', '\n').Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"The file of the database's password cannot be read: {exception.Message}", innerException: exception);
        }
    }
}
