using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Archivolt.Configuration;

/// <summary>
/// Makes the providers that were configured and added in code, and refuses what cannot be right: settings at once, what only the stores can tell
/// when they are opened.
/// </summary>
internal sealed partial class ProviderSetup
{
    private readonly IServiceProvider _services;
    private readonly ArchivoltOptions _options;
    private readonly LayerRegistry _layers;

    public ProviderSetup(IServiceProvider services)
    {
        _services = services;
        _options = services.GetRequiredService<IOptions<ArchivoltOptions>>().Value;
        _layers = services.GetRequiredService<LayerRegistry>();
    }

    /// <summary>The manager of all providers; their stores are opened together when one is needed first.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the setting.</exception>
    public BlobManager Create()
    {
        if (_services.GetService<ConfiguredSections>() is { } configured)
            SettingCheck.CheckSections(configured.Root, _services);
        // Once: a configuration may be another when the stores are opened.
        var contexts = Contexts();
        foreach (var context in contexts)
            SettingCheck.CheckStore(context);
        var providers = new List<BlobProvider>();
        var opening = new SharedOpening(token => OpenAsync(contexts, providers, token));
        foreach (var id in contexts.Select(context => context.Id))
        {
            if (providers.Any(provider => string.Equals(provider.Id, id, StringComparison.Ordinal)))
                throw new BlobException(BlobError.Configuration, $"Two blob providers are named '{id}'; give each its own id.");
            providers.Add(new BlobProvider(id, opening.EnsureAsync)
            {
                Uploads = _services.GetService<IUploadLedger>(),
                // Who only looks makes no database to ask.
                Quarantine = _options.ReadOnly ? null : _services.GetService<IQuarantineLedger>(),
            });
        }
        return new BlobManager(providers, opening);
    }

    /// <summary>Opens the store of a section without its layers.</summary>
    public ValueTask<ConfiguredStore> OpenBareAsync(BlobStoreContext context, CancellationToken cancellationToken) =>
        context.Given<StoreOpener>("Type") is { } open ? open(context, cancellationToken) : FactoryOf(context.Section, _services).Open(context, cancellationToken);

    /// <summary>What opens the store of a section.</summary>
    public static BlobStoreFactory FactoryOf(IConfigurationSection section, IServiceProvider services)
    {
        var factories = services.GetServices<BlobStoreFactory>().ToList();
        var type = section["Type"] ?? "File";
        return factories.Find(factory => string.Equals(factory.Type, type, StringComparison.OrdinalIgnoreCase))
            ?? throw new BlobException(BlobError.Configuration,
                $"{section.Path}:Type is '{type}', which is not a known type of store; use one of {string.Join(", ", factories.Select(factory => factory.Type))}{Missing(type)}.");
    }

    // Of Archivolt's own packages.
    private static string Missing(string type) => Array.Find(["S3", "Azure", "Sql", "GridFS", "Rclone"], known => known.Equals(type, StringComparison.OrdinalIgnoreCase)) is { } known
        ? $", or reference the package Archivolt.{known} and call Add{known}Stores()"
        : "";

    private IEnumerable<IConfigurationSection> Sections => _services.GetServices<ProviderSections>().SelectMany(sections => sections.Root.GetChildren());

    private ILogger Logger => _services.GetService<ILogger<BlobManager>>() ?? NullLogger<BlobManager>.Instance;

    private BlobStoreContext[] Contexts()
    {
        BlobStoreContext[] contexts =
        [
            .. _services.GetServices<ProviderDescription>().Select(provider => provider.ToContext(_options, _services)),
            .. Sections.Select(section => new BlobStoreContext(section.Key, section, _options, _services)),
        ];
        return contexts.Length > 0 ? contexts
            : [new BlobStoreContext("default", new ConfigurationBuilder().Build().GetSection("default"), _options, _services)];
    }

    private async Task OpenAsync(BlobStoreContext[] contexts, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken)
    {
        var stores = new List<ConfiguredStore>();
        try
        {
            foreach (var context in contexts)
                stores.Add(await _layers.WrapProviderAsync(context, await OpenStoreAsync(context, cancellationToken), OpenStoreAsync, cancellationToken));
            CheckSharedStorage([.. providers.Zip(stores, (provider, store) => (provider.Id, store))]);
        }
        catch
        {
            await FailedOpening.CloseAsync(stores.Select(store => store.Store), _services);
            throw;
        }
        foreach (var (provider, store) in providers.Zip(stores))
        {
            if (!provider.TryOpen(store))
                await store.Store.DisposeAsync();
        }
    }

    // A mirror is a store with settings of its own, which may have a mirror again.
    private async ValueTask<ConfiguredStore> OpenStoreAsync(BlobStoreContext context, CancellationToken cancellationToken)
    {
        var admissions = _services.GetServices<IStoreAdmission>().ToList();
        foreach (var admission in admissions)
            context = context with { MustExist = context.MustExist || await admission.MustExistAsync(context, cancellationToken) };
        ConfiguredStore bare;
        try
        {
            bare = await OpenBareAsync(context, cancellationToken);
        }
        catch (BlobException exception) when (exception.InnerException is MissingStoreException && context.Section.GetSection("Mirror").Exists())
        {
            var mirror = await OpenStoreAsync(context with { Id = $"{context.Id}/mirror", Section = context.Section.GetSection("Mirror"), MustExist = false }, cancellationToken);
            return MirrorSettings.WithoutPrimary(context, mirror, exception);
        }
        try
        {
            await CheckEncryptionAsync(context, bare.Store, cancellationToken);
            foreach (var admission in admissions)
                await admission.AdmitAsync(context, bare.Store, cancellationToken);
        }
        catch
        {
            await FailedOpening.CloseAsync([bare.Store], _services);
            throw;
        }
        return await _layers.WrapStoreAsync(context, bare, OpenStoreAsync, cancellationToken);
    }

    // Taken for a plain store, an encrypted one would serve ciphertext, keep content in clear, and look damaged from end to end.
    private async ValueTask CheckEncryptionAsync(BlobStoreContext context, IBlobStore store, CancellationToken cancellationToken)
    {
        // What an application wrapped itself may be encrypted already, and answers for its own keys.
        if (store is StoreLayer || _layers.Layers.Any(layer => layer.Order == LayerOrder.Encrypted && (layer.IsImplied || context.Section.GetSection(layer.Section).Exists())))
            return;
        if (await ReservedKeys.HasKeyringAsync(store, cancellationToken))
        {
            throw new BlobException(BlobError.Configuration,
                $"The store '{store.Traits.Name}' is encrypted (it has a keyring), but the provider '{context.Id}' has no section Encryption; " +
                "add the one that it was encrypted with (a command reads it with --config).");
        }
    }

    // Two providers over one place would collect each other's blobs; a place inside another one is the same trouble.
    private void CheckSharedStorage(IReadOnlyList<(string Id, ConfiguredStore Opened)> providers)
    {
        var shared = providers.Where(provider => providers.Any(other =>
                other.Id != provider.Id && provider.Opened.Store.Traits.SharesLocationWith(other.Opened.Store.Traits)))
            .Select(provider => provider.Id).Order(StringComparer.Ordinal).ToList();
        if (shared.Count == 0)
            return;
        var ids = string.Join(", ", shared);
        var mayShare = _services.GetServices<ProviderSections>().Where(sections => sections.MayShareStorage)
            .SelectMany(sections => sections.Root.GetChildren()).Select(section => section.Key).ToHashSet(StringComparer.Ordinal);
        if (_options.Lenient || mayShare.IsSupersetOf(shared))
            LogSharedStorages(Logger, ids);
        else
            throw new BlobException(BlobError.Configuration, $"The blob providers {ids} share one storage: give each its own path, or set Archivolt:Lenient.");
    }

    // The platform's own text, which operators search their logs for.
    [LoggerMessage(1, LogLevel.Warning, "Shared storages detected: [{Ids}], this must be avoided, review your blob providers configuration.")]
    private static partial void LogSharedStorages(ILogger logger, string ids);
}
