using System.Diagnostics.CodeAnalysis;
using Archivolt.Blobs;
using Archivolt.Collection;
using Archivolt.Dispatch;
using Archivolt.Documents;
using Archivolt.Downloads;
using Archivolt.Layers.Encryption;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.Configuration;

/// <summary>
/// Adds providers and rules to an application; made by
/// <see cref="ArchivoltServices.AddArchivolt(IServiceCollection, Action{ArchivoltBuilder})"/>.
/// </summary>
public sealed class ArchivoltBuilder
{
    internal ArchivoltBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services, for packages that add stores.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets the data home that relative paths are resolved under.</summary>
    public ArchivoltBuilder UseDataPath(string path)
    {
        Services.Configure<ArchivoltOptions>(options => options.DataPath = path);
        return this;
    }

    /// <summary>Adds a provider whose store is made when the application starts.</summary>
    public ArchivoltBuilder AddProvider(string id, Func<IServiceProvider, IBlobStore> store, BlobProviderOptions? options = null)
    {
        Services.AddSingleton(new ProviderRegistration(id, services => new ConfiguredStore(store(services), options ?? new BlobProviderOptions())));
        return this;
    }

    /// <summary>Makes a <c>Type</c> known for providers in the configuration.</summary>
    public ArchivoltBuilder AddStoreType(string type, Func<BlobStoreContext, ConfiguredStore> create)
    {
        Services.AddSingleton(new BlobStoreFactory(type, create));
        return this;
    }

    /// <summary>Makes a <c>Format</c> known for the section <c>Encryption</c> of providers in the configuration.</summary>
    public ArchivoltBuilder AddEncryptionFormat(string name, Func<IConfigurationSection, BlobStoreContext, ConfiguredStore, ConfiguredStore> encrypt)
    {
        Services.AddSingleton(new EncryptionFormat(name, encrypt));
        return this;
    }

    /// <summary>
    /// Makes a kind of master key known for the section <c>Encryption</c> of providers in the configuration, such as one in a key management service.
    /// </summary>
    public ArchivoltBuilder AddMasterKey(string setting, Func<IConfigurationSection, BlobStoreContext, IMasterKey> create)
    {
        Services.AddSingleton(new MasterKeySource(setting, create));
        return this;
    }

    /// <summary>Adds a rule that may refuse downloads.</summary>
    public ArchivoltBuilder AddDownloadPermission<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>() where T : class, IDownloadPermission
    {
        Services.AddSingleton<IDownloadPermission, T>();
        return this;
    }

    /// <summary>Replaces the dispatcher.</summary>
    public ArchivoltBuilder UseDispatcher(Func<IServiceProvider, IBlobDispatcher> dispatcher)
    {
        Services.Replace(ServiceDescriptor.Singleton(dispatcher));
        return this;
    }

    /// <summary>
    /// Chooses providers by rules (<see cref="RuleDispatcher"/>), in the order given; one of them is named <c>default</c>.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there are rules already.</exception>
    public ArchivoltBuilder UseRules(params IReadOnlyList<DispatchRule> rules) => UseRules(rules, type: null);

    /// <summary>Lets a dispatcher of one's own choose by rules.</summary>
    /// <param name="rules">The rules, to be understood by the dispatcher.</param>
    /// <param name="type">A type added with <see cref="AddDispatcherType"/>; null for <see cref="RuleDispatcher"/>.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there are rules already.</exception>
    public ArchivoltBuilder UseRules(IReadOnlyList<DispatchRule> rules, string? type)
    {
        if (Services.Any(service => service.ServiceType == typeof(ConfiguredRules)))
            throw new BlobException(BlobError.Configuration, "Dispatch rules are configured in two places; keep them in one, so that their order is clear.");
        Services.AddSingleton(new ConfiguredRules(rules, type));
        return UseDispatcher(DispatchSetup.Create);
    }

    /// <summary>
    /// Makes a dispatcher of one's own known to the configuration, by a name or by the class name that XML contributions give it.
    /// </summary>
    public ArchivoltBuilder AddDispatcherType(string type, Func<IServiceProvider, IReadOnlyList<DispatchRule>, IBlobDispatcher> create)
    {
        Services.AddSingleton(new BlobDispatcherFactory(type, create));
        return this;
    }

    /// <summary>Adds providers from a configuration section, each a child with a <c>Type</c> and the settings of that type.</summary>
    public ArchivoltBuilder AddProviders(IConfigurationSection providers)
    {
        Services.AddSingleton(new ProviderSections(providers));
        return this;
    }

    /// <summary>
    /// Adds <see cref="GarbageCollector"/> and its schedule, set by <see cref="CollectionOptions"/>. A document package does so, which brings
    /// <see cref="IBlobReferences"/>, <see cref="ICondemnedBlobs"/> and <see cref="IUploadLedger"/>.
    /// </summary>
    public ArchivoltBuilder AddCollection()
    {
        Services.AddOptions<CollectionOptions>().Configure<IServiceProvider>((options, services) =>
            services.GetService<IConfiguration>()?.GetSection(CollectionOptions.Section).Bind(options));
        Services.TryAddSingleton<GarbageCollector>();
        Services.AddHostedService<CollectionSchedule>();
        return this;
    }

    /// <summary>Replaces the stock schemas and document types.</summary>
    public ArchivoltBuilder UseSchemas(SchemaRegistry schemas)
    {
        Services.Replace(ServiceDescriptor.Singleton(schemas));
        return this;
    }
}

/// <summary>A provider added in code.</summary>
internal sealed record ProviderRegistration(string Id, Func<IServiceProvider, ConfiguredStore> Create);
