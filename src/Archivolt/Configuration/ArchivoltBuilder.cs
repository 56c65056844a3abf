using System.Diagnostics.CodeAnalysis;
using Archivolt.Dispatch;
using Archivolt.Documents;
using Archivolt.Downloads;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.Configuration;

/// <summary>Adds providers and rules to an application; made by <see cref="ArchivoltServices.AddArchivolt(IServiceCollection, Action{ArchivoltBuilder})"/>.</summary>
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

    /// <summary>Replaces the stock schemas and document types.</summary>
    public ArchivoltBuilder UseSchemas(SchemaRegistry schemas)
    {
        Services.Replace(ServiceDescriptor.Singleton(schemas));
        return this;
    }
}

/// <summary>A provider added in code.</summary>
internal sealed record ProviderRegistration(string Id, Func<IServiceProvider, ConfiguredStore> Create);
