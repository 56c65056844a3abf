using Archivolt.Configuration;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Directories;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Ownership;
using Archivolt.Documents.Renditions;
using Archivolt.Documents.Requests;
using Archivolt.Documents.Query;
using Archivolt.Documents.Sql.Access;
using Archivolt.Documents.Sql.Audit;
using Archivolt.Documents.Sql.Collection;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Dispatch;
using Archivolt.Documents.Sql.Directories;
using Archivolt.Documents.Sql.Jobs;
using Archivolt.Documents.Sql.Linked;
using Archivolt.Documents.Sql.Moves;
using Archivolt.Documents.Sql.Ownership;
using Archivolt.Documents.Sql.Renditions;
using Archivolt.Documents.Sql.Requests;
using Archivolt.Documents.Sql.Query;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Documents.Sql.Synchronization;
using Archivolt.Documents.Sql.Uploads;
using Archivolt.Documents.Synchronization;
using Archivolt.Documents.Uploads;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Sql;

/// <summary>Adds documents in SQL to an application.</summary>
public static class SqlDocumentsServices
{
    private const string Setting = $"{ArchivoltOptions.Section}:{nameof(SqlDocumentsOptions.Database)}";
    private const string PasswordFileSetting = $"{ArchivoltOptions.Section}:{nameof(SqlDocumentsOptions.DatabasePasswordFile)}";

    /// <summary>
    /// Adds <see cref="IDocumentStore"/>, <see cref="IBlobReferences"/>, <see cref="IDocumentAccess"/>, <see cref="IUserStore"/>, <see cref="IGroupStore"/>, <see cref="IOAuth2Store"/>, <see cref="IExternalIdentityStore"/>, <see cref="IDirectoryStore"/>, <see cref="IDocumentSearch"/>,
    /// <see cref="IAuditLog"/>, <see cref="IFormerNames"/>, <see cref="IJobLedger"/>, <see cref="IRequestLedger"/>, <see cref="ISynchronizationRoots"/>, <see cref="IInstallationLedger"/>, <see cref="IUploadLedger"/>, <see cref="IUploadSessionLedger"/>, <see cref="ILinkedAccountStore"/>, <see cref="IRuleHistory"/>, <see cref="ICondemnedBlobs"/> and <see cref="IBlobMoves"/>
    /// on a SQLite file: <c>Archivolt:Database</c> where there is a configuration,
    /// <c>archivolt.db</c> under the data home otherwise. The database is opened, migrated and filled when the host starts, or before its
    /// first use without a host; a database that cannot be used fails there with a <see cref="Blobs.BlobException"/> whose message says
    /// what to do.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="configure">Changes options after the configuration.</param>
    public static ArchivoltBuilder AddSqlDocuments(this ArchivoltBuilder builder, Action<SqlDocumentsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSettings(ArchivoltOptions.Section, nameof(SqlDocumentsOptions.Database), nameof(SqlDocumentsOptions.DatabasePasswordFile));
        services.AddOptions<SqlDocumentsOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            var configuration = provider.GetService<IConfiguration>();
            if (configuration?[Setting] is { Length: > 0 } database)
                options.Database = database;
            if (configuration?[PasswordFileSetting] is { Length: > 0 } passwordFile)
                options.DatabasePasswordFile = passwordFile;
            configure?.Invoke(options);
        });
        services.AddSingleton<Database>(CreateDatabase);
        services.AddSingleton<DocumentCaches>();
        services.AddSingleton<IDocumentStore>(provider => new SqlDocumentStore(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<DocumentCaches>(), DocumentRegistration.RepositoriesOf(provider),
            provider.GetRequiredService<ReferenceWriter>(), provider.GetRequiredService<SchemaRegistry>(),
            provider.GetRequiredService<Placement>(), provider.GetRequiredService<MoveSignal>(), Options(provider),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ReferenceWriter(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<IBlobDispatcher>(), provider.GetRequiredService<IUploadLedger>(),
            provider.GetRequiredService<BlobManager>, provider.GetRequiredService<IOptions<CollectionOptions>>().Value,
            Options(provider).AllowMissingContent));
        services.AddSingleton<IBlobReferences, SqlBlobReferences>();
        services.AddSingleton<IFormerNames, SqlFormerNames>();
        services.AddSingleton<IDocumentAccess, SqlDocumentAccess>();
        services.AddSingleton(provider =>
            new SqlUserStore(provider.GetRequiredService<Database>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IUserStore>(provider => provider.GetRequiredService<SqlUserStore>());
        services.AddSingleton<IGroupStore, SqlGroupStore>();
        services.AddSingleton<IOAuth2Store, SqlOAuth2Store>();
        services.AddSingleton<IExternalIdentityStore, SqlExternalIdentityStore>();
        services.AddSingleton<IDirectoryStore, SqlDirectoryStore>();
        services.AddSingleton<IDocumentSearch, SqlDocumentSearch>();
        services.AddSingleton<IAuditLog, SqlAuditLog>();
        services.AddSingleton<IJobLedger, SqlJobLedger>();
        services.AddSingleton<IRequestLedger, SqlRequestLedger>();
        services.AddSingleton<ISynchronizationRoots, SqlSynchronizationRoots>();
        services.AddSingleton<IUploadLedger, SqlUploadLedger>();
        services.AddSingleton<ICondemnedBlobs, SqlCondemnedBlobs>();
        services.AddSingleton<IUploadSessionLedger, SqlUploadSessionLedger>();
        services.AddSingleton<IQuarantineLedger, SqlQuarantineLedger>();
        services.AddSingleton<IInstallationLedger, SqlInstallationLedger>();
        services.AddSingleton<IRenditionLedger, SqlRenditionLedger>();
        services.AddSingleton<IRuleHistory, SqlRuleHistory>();
        services.AddSingleton<ILinkedAccountStore, SqlLinkedAccountStore>();
        services.AddHostedService<OpensAtStart>();
        return builder.AddDocumentStore<SqlBlobMoves, SqlBlobAccess>();
    }

    private static Database CreateDatabase(IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        return DatabaseSetting.Create(
            Options(services),
            services.GetRequiredService<IOptions<ArchivoltOptions>>().Value.Resolve,
            connection => RepositorySeed.PlantAsync(connection, DocumentRegistration.RepositoriesOf(services), clock),
            clock);
    }

    private static SqlDocumentsOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<SqlDocumentsOptions>>().Value;

    private sealed class OpensAtStart(Database database) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => database.EnsureReadyAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
