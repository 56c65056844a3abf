using Archivolt.Care;
using Archivolt.ColdStorage;
using Archivolt.Dispatch;
using Archivolt.Documents;
using Archivolt.Downloads;
using Archivolt.Migrations;
using Archivolt.Layers.Encryption;
using Archivolt.Records;
using Archivolt.Work;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.Configuration;

/// <summary>Adds Archivolt to an application's services.</summary>
public static class ArchivoltServices
{
    /// <summary>
    /// Adds the blob manager, the dispatcher and the download service. Providers come from <paramref name="configure"/>; without any, a
    /// provider <c>default</c> keeps files in <c>binaries</c> under the data home.
    /// </summary>
    public static ArchivoltBuilder AddArchivolt(this IServiceCollection services, Action<ArchivoltBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ArchivoltOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(SchemaRegistry.Stock);
        services.TryAddSingleton(ProviderSetup.Create);
        services.TryAddSingleton<IBlobDispatcher>(provider => new RepositoryDispatcher(RepositoriesOf(provider)));
        services.TryAddSingleton<DocumentBlobs>();
        services.TryAddSingleton<DownloadService>();
        services.TryAddSingleton<RecordLocks>();
        services.TryAddSingleton<RecordKeeper>();
        services.TryAddSingleton<ColdDocuments>();
        services.TryAddSingleton<IWorkLedger, MemoryWorkLedger>();
        services.TryAddSingleton<WorkLeases>();
        services.TryAddSingleton<ProviderMigrations>();
        services.AddHostedService<MigrationService>();
        services.TryAddSingleton<ReencryptionWork>();
        services.TryAddSingleton<IQuarantineLedger, MemoryQuarantineLedger>();
        services.TryAddSingleton<Quarantine>();
        services.TryAddSingleton<Scrubber>();
        services.TryAddSingleton<ConsistencyCheck>();
        var builder = new ArchivoltBuilder(services);
        if (services.All(service => service.ServiceType != typeof(BlobStoreFactory)))
            BuiltInStores.AddTo(builder);
        configure?.Invoke(builder);
        return builder;
    }

    /// <summary>
    /// Adds Archivolt as the section <c>Archivolt</c> says: <c>DataPath</c>, <c>Repositories</c>, <c>Lenient</c>, <c>Providers</c>, each with a
    /// <c>Type</c> and the settings of that type, and <c>Dispatch</c> with <c>Rules</c> and <c>Default</c>.
    /// </summary>
    public static ArchivoltBuilder AddArchivolt(this IServiceCollection services, IConfiguration configuration, Action<ArchivoltBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(ArchivoltOptions.Section);
        services.AddOptions<ArchivoltOptions>().Bind(section);
        services.AddOptions<ScrubOptions>().Bind(configuration.GetSection(ScrubOptions.Section));
        services.AddOptions<RecordOptions>().Bind(configuration.GetSection(RecordOptions.Section));
        services.AddOptions<ColdStorageOptions>().Bind(configuration.GetSection(ColdStorageOptions.Section));
        return services.AddArchivolt(builder =>
        {
            builder.AddProviders(section.GetSection("Providers"));
            if (section.GetSection("Dispatch") is var dispatch && dispatch.Exists())
            {
                var (rules, type) = DispatchSetup.Read(dispatch);
                builder.UseRules(rules, type);
            }
            configure?.Invoke(builder);
        });
    }

    /// <summary>Names of the configured repositories, the default one first; <c>default</c> where none is configured.</summary>
    public static IReadOnlyList<string> RepositoriesOf(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IOptions<ArchivoltOptions>>().Value.Repositories;
        return configured.Count == 0 ? ["default"] : [.. configured];
    }
}

/// <summary>The configured providers.</summary>
/// <param name="Root">The section whose children they are.</param>
/// <param name="MayShareStorage">True where storage that several of them share is only warned of, as what they were configured for did.</param>
internal sealed record ProviderSections(IConfigurationSection Root, bool MayShareStorage = false);
