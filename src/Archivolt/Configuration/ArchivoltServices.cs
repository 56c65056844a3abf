using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Layers;
using Archivolt.Layers.Migration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.Configuration;

/// <summary>Adds Archivolt to an application's services.</summary>
public static class ArchivoltServices
{
    /// <summary>
    /// Adds the blob manager, and what looks after the content of its providers; nothing is opened before it is used, and no job runs by itself
    /// (<see cref="HostedServices.AddHostedServices"/>). Providers come from <paramref name="configure"/>; without any,
    /// a provider <c>default</c> keeps files in <c>binaries</c> under the data home. Each is a service under its id, such as
    /// <c>[FromKeyedServices("default")] BlobProvider</c>. Options come from the section <c>Archivolt</c> of the application's configuration, if it
    /// has one, but no providers.
    /// </summary>
    public static ArchivoltBuilder AddArchivolt(this IServiceCollection services, Action<ArchivoltBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Add(services, configuration: null, configure);
    }

    /// <summary>
    /// Adds Archivolt as the section <c>Archivolt</c> says: <c>DataPath</c>, <c>Lenient</c>, and <c>Providers</c>, each with a <c>Type</c> and the
    /// settings of that type. Packages added to the builder read their own settings from the same configuration.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration, or the part of it that has the section <c>Archivolt</c>.</param>
    /// <param name="configure">Adds providers, store types and packages.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the section <c>Archivolt</c> itself was given.</exception>
    public static ArchivoltBuilder AddArchivolt(this IServiceCollection services, IConfiguration configuration, Action<ArchivoltBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        // Everything in it would be overlooked, and content would go to a directory that nobody named.
        if (configuration is IConfigurationSection { Path: var path } && path.Split(':')[^1].Equals(ArchivoltOptions.Section, StringComparison.OrdinalIgnoreCase))
            throw new BlobException(BlobError.Configuration, $"AddArchivolt was given the section {path}; give the configuration that has the section {ArchivoltOptions.Section}.");
        services.AddSingleton(new ConfiguredSections(configuration));
        return Add(services, configuration, builder =>
        {
            builder.AddProviders(configuration.GetSection(ArchivoltOptions.ProvidersSection));
            configure?.Invoke(builder);
        });
    }

    private static ArchivoltBuilder Add(IServiceCollection services, IConfiguration? configuration, Action<ArchivoltBuilder>? configure)
    {
        services.AddLogging();
        services.AddSettings<ArchivoltOptions>(ArchivoltOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<ArchivoltOptions>.AtLeast(nameof(ArchivoltOptions.LeaseTime), options => options.LeaseTime, JobLeases.Shortest));
        services.AddSettings(ArchivoltOptions.Section, "Providers");
        services.AddSettings<ScrubOptions>(ScrubOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<ScrubOptions>.AtLeast(nameof(ScrubOptions.BytesPerSecond), options => options.BytesPerSecond, 1L),
            SettingLimit<ScrubOptions>.Positive(nameof(ScrubOptions.Every), options => options.Every),
            SettingLimit<ScrubOptions>.AtLeast(nameof(ScrubOptions.StopAfter), options => options.StopAfter, 0),
            SettingLimit<ScrubOptions>.AtLeast(nameof(ScrubOptions.Attempts), options => options.Attempts, 1),
            SettingLimit<ScrubOptions>.AtLeast(nameof(ScrubOptions.RetryAfter), options => options.RetryAfter, TimeSpan.Zero),
            SettingLimit<ScrubOptions>.AtLeast(nameof(ScrubOptions.CheckpointEvery), options => options.CheckpointEvery, TimeSpan.Zero));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new LayerRegistry(provider.GetServices<LayerRegistration>()));
        services.TryAddSingleton<ProviderSetup>();
        services.TryAddSingleton(provider => provider.GetRequiredService<ProviderSetup>().Create());
        services.TryAddKeyedSingleton<BlobProvider>(KeyedService.AnyKey, (provider, id) => provider.GetRequiredService<BlobManager>()[(string)id!]);
        JobServices.AddRunner(services);
        services.TryAddSingleton<ProviderMigrations>();
        services.AddJobs<MigrationJobs>();
        services.TryAddSingleton<IQuarantineLedger, MemoryQuarantineLedger>();
        services.TryAddSingleton<Quarantine>();
        services.TryAddSingleton<Scrubber>();
        services.TryAddSingleton<StrayContent>();
        services.TryAddSingleton(provider => new ProviderProbe(provider.GetRequiredService<BlobManager>(), new HttpClient { Timeout = ProviderProbe.UrlTimeout }));
        services.AddJobs<ScrubJobs>();
        var builder = new ArchivoltBuilder(services, configuration);
        if (services.All(service => service.ServiceType != typeof(BlobStoreFactory)))
            BuiltInStores.AddTo(builder);
        BuiltInLayers.AddTo(builder);
        configure?.Invoke(builder);
        return builder;
    }
}

/// <summary>The configuration whose section <c>Archivolt</c> must hold nothing that nobody reads.</summary>
internal sealed record ConfiguredSections(IConfiguration Root);

/// <summary>The configured providers.</summary>
/// <param name="Root">The section whose children they are.</param>
/// <param name="MayShareStorage">True where storage that several of them share is only warned of, as what they were configured for did.</param>
internal sealed record ProviderSections(IConfigurationSection Root, bool MayShareStorage = false);
