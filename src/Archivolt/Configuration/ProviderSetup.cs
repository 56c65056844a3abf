using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Archivolt.Configuration;

/// <summary>Makes the blob manager from what was configured and added in code, and refuses what cannot be right.</summary>
internal static partial class ProviderSetup
{
    public static BlobManager Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ArchivoltOptions>>().Value;
        if (services.GetService<ConfiguredSections>() is { } configured)
            SettingCheck.CheckSections(configured.Root, services);
        foreach (var section in services.GetServices<ProviderSections>().SelectMany(sections => sections.Root.GetChildren()))
        {
            CheckPackages(section, services);
            SettingCheck.CheckStore(section, services);
        }
        var providers = new List<BlobProvider>();
        try
        {
            foreach (var (id, create) in Registrations(services, options))
            {
                if (providers.Any(provider => string.Equals(provider.Id, id, StringComparison.Ordinal)))
                    throw new BlobException(BlobError.Configuration, $"Two blob providers are named '{id}'; give each its own id.");
                var (store, providerOptions) = create();
                providers.Add(new BlobProvider(id, store, providerOptions)
                {
                    Uploads = services.GetService<IUploadLedger>(),
                    // Who only looks makes no database to ask.
                    Quarantine = options.ReadOnly ? null : services.GetService<IQuarantineLedger>(),
                });
            }
            var manager = new BlobManager(providers);
            CheckSharedStorage(manager, options, services);
            return manager;
        }
        catch
        {
            foreach (var provider in providers)
                provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static IEnumerable<(string Id, Func<ConfiguredStore> Create)> Registrations(IServiceProvider services, ArchivoltOptions options)
    {
        var any = false;
        foreach (var registration in services.GetServices<ProviderRegistration>())
        {
            any = true;
            var context = new BlobStoreContext(registration.Id, registration.Section(), options, services);
            yield return (registration.Id, () => Wrap(context, registration.Create(context), _ => true));
        }
        foreach (var section in services.GetServices<ProviderSections>().SelectMany(sections => sections.Root.GetChildren()))
        {
            any = true;
            var context = new BlobStoreContext(section.Key, section, options, services);
            yield return (section.Key, () => OpenProvider(context));
        }
        if (!any)
        {
            var empty = new ConfigurationBuilder().Build().GetSection("default");
            yield return ("default", () => BuiltInStores.CreateFile(new BlobStoreContext("default", empty, options, services)));
        }
    }

    // A mirror is a store with settings of its own, which may have a mirror again.
    private static ConfiguredStore OpenStore(BlobStoreContext context)
    {
        CheckPackages(context.Section, context.Services);
        return Wrap(context, FactoryOf(context.Section, context.Services).Create(context), order => order <= LayerOrder.Mirrored);
    }

    private static ConfiguredStore OpenProvider(BlobStoreContext context) => Wrap(context, OpenStore(context), order => order > LayerOrder.Mirrored);

    // Content meant to be encrypted must not be stored in clear because a package is missing.
    private static void CheckPackages(IConfigurationSection provider, IServiceProvider services)
    {
        if (provider.GetSection("Encryption") is var section && section.Exists()
            && !services.GetServices<LayerRegistration>().Any(layer => layer.Order == LayerOrder.Encrypted))
        {
            throw new BlobException(BlobError.Configuration,
                $"{section.Path} needs the package Archivolt.Encryption: reference it and call AddEncryption().");
        }
    }

    // A layer that fails has closed the store it was given.
    private static ConfiguredStore Wrap(BlobStoreContext context, ConfiguredStore store, Func<LayerOrder, bool> belongs) =>
        context.Services.GetServices<LayerRegistration>().Where(layer => belongs(layer.Order)).OrderBy(layer => layer.Order)
            .Aggregate(store, (inner, layer) => layer.Apply(context, inner, OpenStore));

    /// <summary>What makes the store of a provider's section.</summary>
    public static BlobStoreFactory FactoryOf(IConfigurationSection section, IServiceProvider services)
    {
        var factories = services.GetServices<BlobStoreFactory>().ToList();
        var type = section["Type"] ?? "File";
        return factories.Find(factory => string.Equals(factory.Type, type, StringComparison.OrdinalIgnoreCase))
            ?? throw new BlobException(BlobError.Configuration,
                $"{section.Path}:Type is '{type}', which no store answers to; use one of {string.Join(", ", factories.Select(factory => factory.Type))}.");
    }

    // Two providers over one place would collect each other's blobs; a place inside another one is the same trouble.
    private static void CheckSharedStorage(BlobManager manager, ArchivoltOptions options, IServiceProvider services)
    {
        var shared = manager.Providers.Where(provider => manager.SharingStorageWith(provider).Count > 0).Select(provider => provider.Id).ToList();
        if (shared.Count == 0)
            return;
        var ids = string.Join(", ", shared);
        var mayShare = services.GetServices<ProviderSections>().Where(sections => sections.MayShareStorage)
            .SelectMany(sections => sections.Root.GetChildren()).Select(section => section.Key).ToHashSet(StringComparer.Ordinal);
        if (options.Lenient || mayShare.IsSupersetOf(shared))
            LogSharedStorages(services.GetService<ILogger<BlobManager>>() ?? NullLogger<BlobManager>.Instance, ids);
        else
            throw new BlobException(BlobError.Configuration, $"The blob providers {ids} share one storage: give each its own path, or set Archivolt:Lenient.");
    }

    // The platform's own text, which operators search their logs for.
    [LoggerMessage(1, LogLevel.Warning, "Shared storages detected: [{Ids}], this must be avoided, review your blob providers configuration.")]
    private static partial void LogSharedStorages(ILogger logger, string ids);
}
