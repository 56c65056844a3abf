using System.Diagnostics.CodeAnalysis;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Audit;
using Archivolt.Documents.ColdStorage;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Integrity;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Ownership;
using Archivolt.Documents.Query;
using Archivolt.Documents.Records;
using Archivolt.Documents.Renditions;
using Archivolt.Documents.Uploads;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Renditions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Configuration;

/// <summary>Adds what documents do with blobs: rules, downloads, records, cold storage, moves and collection.</summary>
public static class DocumentRegistration
{
    /// <summary>
    /// Adds the dispatcher, the download service, records and cold storage. Where the builder has a configuration, section <c>Archivolt</c> says
    /// <c>Repositories</c>, <c>Dispatch</c> with <c>Rules</c> and <c>Default</c>, <c>Records</c> and <c>ColdStorage</c>. Adding it twice does no harm.
    /// </summary>
    public static ArchivoltBuilder AddDocuments(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(DownloadService)))
            return builder;
        services.TryAddSingleton(SchemaRegistry.Stock);
        services.TryAddSingleton(provider => new ConfiguredDispatcher(new RepositoryDispatcher(RepositoriesOf(provider))));
        services.TryAddSingleton(provider => new LiveDispatcher(provider.GetRequiredService<ConfiguredDispatcher>().Dispatcher));
        services.TryAddSingleton<IBlobDispatcher>(provider => provider.GetRequiredService<LiveDispatcher>());
        services.TryAddSingleton(DispatchSetup.OptionsOf);
        services.TryAddSingleton<DocumentBlobs>();
        services.TryAddSingleton<BlobPlaces>();
        services.TryAddSingleton<RefusalAudit>();
        services.TryAddSingleton<DocumentEditor>();
        services.TryAddSingleton<DocumentVersions>();
        services.TryAddSingleton<ReadableSearch>();
        services.TryAddSingleton<DownloadService>();
        services.TryAddSingleton<RecordLocks>();
        services.TryAddSingleton<RecordKeeper>();
        services.TryAddSingleton<ContentForRenditions>();
        services.TryAddSingleton(provider => new ColdPictures(
            provider.GetRequiredService<ContentForRenditions>(), provider.GetRequiredService<DocumentRenditions>(), provider.GetRequiredService<NamedRenditions>()));
        services.TryAddSingleton<ColdDocuments>();
        foreach (var converter in StockConverters.All())
            services.AddSingleton(converter);
        services.TryAddSingleton<ConverterRegistry>();
        services.TryAddSingleton<ConversionService>();
        services.TryAddSingleton<NamedRenditions>();
        services.TryAddSingleton<DocumentRenditions>();
        services.TryAddSingleton<ConsistencyCheck>();
        services.AddSettings(ArchivoltOptions.Section, "Dispatch");
        services.AddOptions<RuleOptions>().Configure(options => builder.Configuration?.GetSection(RuleOptions.Section).Bind(options));
        services.AddSettings<DocumentOptions>(ArchivoltOptions.Section, (section, options) => section.Bind(options));
        services.AddSettings<RecordOptions>(RecordOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<RecordOptions>.Positive(nameof(RecordOptions.ExpiryInterval), options => options.ExpiryInterval));
        services.AddSettings<ColdStorageOptions>(ColdStorageOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<ColdStorageOptions>.AtLeast(nameof(ColdStorageOptions.DaysAvailable), options => options.DaysAvailable, 1),
            SettingLimit<ColdStorageOptions>.Positive(nameof(ColdStorageOptions.CheckInterval), options => options.CheckInterval));
        // Here, since the configuration may serve a command that keeps no documents.
        services.AddSettings<CollectionOptions>(CollectionOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<CollectionOptions>.AtLeast(nameof(CollectionOptions.Grace), options => options.Grace, TimeSpan.Zero),
            SettingLimit<CollectionOptions>.Positive(nameof(CollectionOptions.Every), options => options.Every),
            SettingLimit<CollectionOptions>.AtLeast(nameof(CollectionOptions.UploadTimeout), options => options.UploadTimeout, TimeSpan.Zero));
        services.AddSettings<UploadOptions>(UploadOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<UploadOptions>.Positive(nameof(UploadOptions.Lifetime), options => options.Lifetime),
            SettingLimit<UploadOptions>.Positive(nameof(UploadOptions.ExpiryInterval), options => options.ExpiryInterval));
        services.AddSettings<RenditionOptions>(RenditionOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<RenditionOptions>.AtLeast(nameof(RenditionOptions.MaxSourceLength), options => options.MaxSourceLength, 0L),
            SettingLimit<RenditionOptions>.AtLeast(nameof(RenditionOptions.MaxResultLength), options => options.MaxResultLength, 0L),
            SettingLimit<RenditionOptions>.AtLeast(nameof(RenditionOptions.MaxPixels), options => options.MaxPixels, 0L),
            SettingLimit<RenditionOptions>.Positive(nameof(RenditionOptions.Timeout), options => options.Timeout),
            SettingLimit<RenditionOptions>.AtLeast(nameof(RenditionOptions.MaxMemory), options => options.MaxMemory, 1L),
            SettingLimit<RenditionOptions>.AtLeast(nameof(RenditionOptions.MaxConcurrent), options => options.MaxConcurrent, 1),
            SettingLimit<RenditionOptions>.AtLeast(nameof(RenditionOptions.MaxWaiting), options => options.MaxWaiting, 0));
        services.AddSettings<RenditionsAheadOptions>(RenditionsAheadOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<RenditionsAheadOptions>.Positive(nameof(RenditionsAheadOptions.Every), options => options.Every),
            SettingLimit<RenditionsAheadOptions>.AtLeast(nameof(RenditionsAheadOptions.BytesPerSecond), options => options.BytesPerSecond, 0L));
        services.AddSettings<MoveOptions>(MoveOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<MoveOptions>.AtLeast(nameof(MoveOptions.Parallel), options => options.Parallel, 0),
            SettingLimit<MoveOptions>.Positive(nameof(MoveOptions.Poll), options => options.Poll),
            SettingLimit<MoveOptions>.AtLeast(nameof(MoveOptions.RetryAfter), options => options.RetryAfter, TimeSpan.Zero),
            SettingLimit<MoveOptions>.AtLeast(nameof(MoveOptions.RetryAtLeastEvery), options => options.RetryAtLeastEvery, TimeSpan.Zero));
        services.AddSettings<TieringOptions>(TieringOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<TieringOptions>.AtLeast(nameof(TieringOptions.Every), options => options.Every, TimeSpan.Zero),
            SettingLimit<TieringOptions>.Positive(nameof(TieringOptions.WriteAccessesEvery), options => options.WriteAccessesEvery));
        if (builder.Configuration?.GetSection($"{ArchivoltOptions.Section}:Dispatch") is { } dispatch && dispatch.GetChildren().Any(setting => !setting.Key.Equals(nameof(RuleOptions.Fixed), StringComparison.OrdinalIgnoreCase)))
        {
            var (rules, type) = DispatchSetup.Read(dispatch);
            builder.UseRules(rules, type);
        }
        return builder;
    }

    /// <summary>
    /// Adds what needs documents that are kept: their names for damaged blobs, the record of what operators order, collection, and the jobs that
    /// run with the host (<see cref="HostedServices"/>). A package that
    /// keeps documents calls it, and brings <see cref="IDocumentStore"/>, <see cref="IBlobReferences"/>, <see cref="ICondemnedBlobs"/>,
    /// <see cref="IUploadLedger"/>, <see cref="IUploadSessionLedger"/>, <see cref="IInstallationLedger"/>, <see cref="IRuleHistory"/> and <see cref="IAuditLog"/>.
    /// </summary>
    public static ArchivoltBuilder AddDocumentStore<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMoves,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAccess>(this ArchivoltBuilder builder)
        where TMoves : class, IBlobMoves
        where TAccess : class, IBlobAccess
    {
        var services = builder.AddDocuments().AddHostedServices().Services;
        services.AddSingleton<IBlobOwners, BlobOwners>();
        services.AddSingleton<IOperatorLog, OperatorAudit>();
        services.AddJob<RetentionExpiry>().AddJob<RetrievalCheck>();
        services.TryAddSingleton<MissingProviders>();
        AddLinkedFiles(services);
        services.TryAddSingleton<StoreOwnership>();
        services.AddSingleton<IStoreAdmission>(provider => provider.GetRequiredService<StoreOwnership>());
        services.AddJob<OwnershipJob>();
        services.TryAddSingleton<RulesInUse>();
        services.AddHostedService<RuleWatch>();
        services.TryAddSingleton<GarbageCollector>();
        services.AddJobs<CollectionJobs>();
        services.TryAddSingleton<UploadSessions>();
        services.TryAddSingleton<TemporaryBlobs>();
        services.TryAddSingleton<UploadOversight>();
        services.AddJob<UploadExpiry>();
        services.AddJobs<RenditionsAheadJobs>();
        return builder.AddBlobMoves<TMoves, TAccess>();
    }

    // What people keep at vendors needs the database, which holds their tokens.
    private static void AddLinkedFiles(IServiceCollection services)
    {
        services.AddSettings(ArchivoltOptions.Section, "LinkedFiles");
        services.AddSettings<LinkedAccountOptions>(LinkedAccountOptions.Section, (section, options) => section.Bind(options),
            SettingLimit<LinkedAccountOptions>.AtLeast(nameof(LinkedAccountOptions.BelieveFor), options => options.BelieveFor, TimeSpan.Zero),
            SettingLimit<LinkedAccountOptions>.AtLeast(nameof(LinkedAccountOptions.RefreshBefore), options => options.RefreshBefore, TimeSpan.Zero),
            SettingLimit<LinkedAccountOptions>.Positive(nameof(LinkedAccountOptions.WaitAtMost), options => options.WaitAtMost),
            SettingLimit<LinkedAccountOptions>.Positive(nameof(LinkedAccountOptions.ChangesEvery), options => options.ChangesEvery));
        services.TryAddSingleton(provider => new LinkedProviders(
            [
                .. provider.GetService<ConfiguredSections>()?.Root.GetSection($"{ArchivoltOptions.Section}:LinkedFiles").GetChildren() ?? [],
                .. provider.GetServices<LinkedSections>().SelectMany(sections => sections.Root.GetChildren()),
            ],
            provider.GetServices<LinkedDriver>(), provider, provider.GetRequiredService<BlobManager>()));
        services.TryAddSingleton<TokenSeal>();
        services.TryAddSingleton<LinkedServices>();
        // Secrets go nowhere but where they are set to go, and answers are some hundred bytes.
        services.TryAddSingleton(_ => new LinkedTokenHttp(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = LinkedTokenHttp.Timeout,
            MaxResponseContentBufferSize = LinkedTokenHttp.LongestAnswer,
        }));
        services.TryAddSingleton<LinkedTokens>();
        services.TryAddSingleton<LinkedSignIn>();
        services.TryAddSingleton<LinkedFileAccess>();
        services.TryAddSingleton<LinkedVersions>();
        services.AddJobs<LinkedJobs>();
    }

    /// <summary>Names of the configured repositories, the default one first; <c>default</c> where none is configured.</summary>
    public static IReadOnlyList<string> RepositoriesOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<DocumentOptions>>().Value.RepositoryNames;

    /// <summary>Adds a rule that may refuse downloads.</summary>
    public static ArchivoltBuilder AddDownloadPermission<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this ArchivoltBuilder builder)
        where T : class, IDownloadPermission
    {
        builder.AddDocuments().Services.AddSingleton<IDownloadPermission, T>();
        return builder;
    }

    /// <summary>Adds a converter, which is tried after those that come with Archivolt.</summary>
    public static ArchivoltBuilder AddConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this ArchivoltBuilder builder)
        where T : class, IConverter
    {
        builder.AddDocuments().Services.AddSingleton<IConverter, T>();
        return builder;
    }

    /// <summary>Replaces the dispatcher.</summary>
    public static ArchivoltBuilder UseDispatcher(this ArchivoltBuilder builder, Func<IServiceProvider, IBlobDispatcher> dispatcher)
    {
        builder.AddDocuments().Services.Replace(ServiceDescriptor.Singleton(provider => new ConfiguredDispatcher(dispatcher(provider))));
        return builder;
    }

    /// <summary>
    /// Chooses providers by rules (<see cref="RuleDispatcher"/>), in the order given; one of them is named <c>default</c>.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="rules">The rules.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there are rules already.</exception>
    public static ArchivoltBuilder UseRules(this ArchivoltBuilder builder, params IReadOnlyList<DispatchRule> rules) => builder.UseRules(rules, type: null);

    /// <summary>Lets a dispatcher of one's own choose by rules.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="rules">The rules, to be understood by the dispatcher.</param>
    /// <param name="type">A type added with <see cref="AddDispatcherType"/>; null for <see cref="RuleDispatcher"/>.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there are rules already.</exception>
    public static ArchivoltBuilder UseRules(this ArchivoltBuilder builder, IReadOnlyList<DispatchRule> rules, string? type)
    {
        var services = builder.AddDocuments().Services;
        if (services.Any(service => service.ServiceType == typeof(ConfiguredRules)))
            throw new BlobException(BlobError.Configuration, "Dispatch rules are configured in two places; keep them in one, so that their order is clear.");
        services.AddSingleton(new ConfiguredRules(rules, type));
        return builder.UseDispatcher(DispatchSetup.Create);
    }

    /// <summary>
    /// Makes a dispatcher of one's own known to the configuration, by a name or by the class name that XML contributions give it.
    /// </summary>
    public static ArchivoltBuilder AddDispatcherType(
        this ArchivoltBuilder builder, string type, Func<IServiceProvider, IReadOnlyList<DispatchRule>, IBlobDispatcher> create)
    {
        builder.AddDocuments().Services.AddSingleton(new BlobDispatcherFactory(type, create));
        return builder;
    }

    /// <summary>Replaces the stock schemas and document types.</summary>
    public static ArchivoltBuilder UseSchemas(this ArchivoltBuilder builder, SchemaRegistry schemas)
    {
        builder.AddDocuments().Services.Replace(ServiceDescriptor.Singleton(schemas));
        return builder;
    }
}
