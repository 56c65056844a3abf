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
        var isPlatform = context.Flag("Platform");
        var usual = new SqlStoreOptions { System = SqlSystem.Sqlite, Connection = "" };
        var options = usual with
        {
            Name = context.Id,
            System = context.Choice<SqlSystem>("System") ?? throw context.Missing("System", $"give one of {string.Join(", ", Enum.GetNames<SqlSystem>())}"),
            Connection = WithPassword(context.RequiredText("Connection", "give the connection string of the database"), context.PasswordFrom("PasswordFile")),
            Table = context.Text("Table") ?? usual.Table,
            Platform = isPlatform,
            ReadOnly = context.Options.ReadOnly || context.Flag("ReadOnly"),
            ChunkSize = context.Number("ChunkSize", 1, int.MaxValue, usual.ChunkSize),
            AbandonedAfter = context.Time("AbandonedAfter", usual.AbandonedAfter),
        };
        var provider = context.ProviderOptions(context.ReadDigest() ?? (isPlatform ? DigestAlgorithm.Md5 : DigestAlgorithm.Sha256));
        return new ConfiguredStore(await SqlStore.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), provider);
    }

    private static string WithPassword(string connection, string? password) =>
        password is null ? connection : $"{connection};Password=\"{password.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
