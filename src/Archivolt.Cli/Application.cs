using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Ownership;
using Archivolt.Documents.Sql;
using Archivolt.Providers;
using Archivolt.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Cli;

/// <summary>Opens the application that a command works on, from configuration files, environment and options.</summary>
internal static class Application
{
    private const string Providers = $"{ArchivoltOptions.Section}:Providers";

    /// <summary>
    /// Opens the installation to read from its stores; they are not written to, not even to tidy up. Stores and database are opened when they
    /// are first used.
    /// </summary>
    public static ServiceProvider OpenToRead(Invocation invocation) => Open(invocation, readOnly: true);

    /// <summary>Opens the installation to read and write.</summary>
    public static ServiceProvider OpenToWrite(Invocation invocation) => Open(invocation, readOnly: false);

    /// <summary>As <see cref="OpenToRead"/>, for what only the database of a data home knows.</summary>
    /// <exception cref="CommandException">The database is not there.</exception>
    public static ServiceProvider OpenHomeToRead(Invocation invocation) => WithDatabaseThere(OpenToRead(WithDatabase(invocation)));

    /// <summary>As <see cref="OpenToWrite"/>, for what only the database of a data home knows.</summary>
    public static ServiceProvider OpenHomeToWrite(Invocation invocation) => OpenToWrite(WithDatabase(invocation));

    /// <summary>The services, unless their database is a file that would be made now, and would know of nothing.</summary>
    /// <exception cref="CommandException">The database is not there.</exception>
    public static ServiceProvider WithDatabaseThere(ServiceProvider services) => MissingDatabase(services) is { } file
        ? throw CommandException.Usage($"There is no database '{file}'. Name the data home with --data, or its configuration with --config.")
        : services;

    /// <summary>The providers, opened now, and the rules that are in use on the servers of the data home, if it is one.</summary>
    public static async Task<BlobManager> BlobsAndRulesAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var blobs = await services.BlobsAsync(cancellationToken);
        if (MissingDatabase(services) is null)
            await services.GetRequiredService<RulesInUse>().EnsureUsableAsync(cancellationToken);
        return blobs;
    }

    /// <summary>The providers, opened now, so that a wrong configuration is reported as such.</summary>
    public static async Task<BlobManager> BlobsAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var blobs = services.GetRequiredService<BlobManager>();
            await blobs.EnsureOpenAsync(cancellationToken);
            return blobs;
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandException(ExitCode.Usage, nameof(BlobError.Configuration), exception.Message);
        }
    }

    /// <summary>A provider that was named on the command line.</summary>
    public static BlobProvider Named(this BlobManager blobs, string id) => blobs.TryGet(id, out var provider)
        ? provider
        : throw CommandException.Usage(
            $"There is no provider '{id}'; there is {string.Join(", ", blobs.Providers.Select(known => $"'{known.Id}'"))}.");

    /// <summary>
    /// Opens the installation to collect. A bare store keeps its condemned blobs in a database beside it; what is in use there, the given list
    /// tells.
    /// </summary>
    public static ServiceProvider OpenCollection(Invocation invocation, IBlobReferences? references) =>
        Open(invocation, readOnly: false, services =>
        {
            if (references is not null)
                services.AddSingleton(references);
        });

    /// <summary>Opens the installation whoever uses its stores, to change that.</summary>
    public static ServiceProvider OpenToChangeOwners(Invocation invocation) =>
        Open(WithDatabase(invocation), readOnly: false, services => services.Configure<StoreOwnershipOptions>(options => options.ObserveOnly = true));

    private static string? MissingDatabase(IServiceProvider services)
    {
        var database = services.GetRequiredService<IOptions<SqlDocumentsOptions>>().Value.Database;
        var file = services.GetRequiredService<IOptions<ArchivoltOptions>>().Value.Resolve(database);
        return database.Contains('=', StringComparison.Ordinal) || File.Exists(file) ? null : file;
    }

    private static Invocation WithDatabase(Invocation invocation) => invocation.StorePath is null
        ? invocation
        : throw CommandException.Usage("A bare store has no database, which this command reads: leave --store out and name the data home with --data.");

    private static ServiceProvider Open(Invocation invocation, bool readOnly, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        var configuration = Configure(invocation, readOnly);
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.AddProvider(new WarningsOnError(invocation)));
        services.AddInstallation(configuration);
        // A bare store has no documents that uploads could be on their way to, and no database that remembers anything about it.
        if (invocation.StorePath is not null && configure is null)
        {
            services.RemoveAll<IUploadLedger>();
            services.RemoveAll<IQuarantineLedger>();
        }
        // It is no installation either: what a bare store is used for, the one says who names it.
        if (invocation.StorePath is not null)
            services.RemoveAll<IStoreAdmission>();
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    // With --store the environment does not decide: what it says is about other stores.
    public static IConfigurationRoot Configure(Invocation invocation, bool readOnly)
    {
        var configuration = new ConfigurationBuilder();
        if (invocation.ConfigFile is { } file)
            configuration.AddJsonFile(file, optional: false);
        if (invocation.StorePath is null)
            configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(Overrides(invocation));
        if (readOnly && invocation is { StorePath: { } store, ConfigFile: null } && IsFlat(store))
            configuration.AddInMemoryCollection([new($"{Providers}:default:KeyStrategy", "managed"), new($"{Providers}:default:Layout", "Flat")]);
        if (readOnly)
            configuration.AddInMemoryCollection([new($"{ArchivoltOptions.Section}:{nameof(ArchivoltOptions.ReadOnly)}", "true")]);
        return configuration.Build();
    }

    /// <summary>The options as configuration, for the server too.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Overrides(Invocation invocation)
    {
        if (invocation.DataPath is { } data)
            yield return new($"{ArchivoltOptions.Section}:{nameof(ArchivoltOptions.DataPath)}", data);
        if (invocation.StorePath is not { } store)
            yield break;
        if (!Directory.Exists(store))
            throw CommandException.Usage($"There is no store directory '{store}'; --store opens an existing one.");
        yield return new($"{Providers}:default:Type", "File");
        yield return new($"{Providers}:default:Path", Path.GetFullPath(store));
        yield return new($"{Providers}:default:MustExist", "true");
        yield return new($"{ArchivoltOptions.Section}:{nameof(SqlDocumentsOptions.Database)}", Path.Combine(Path.GetFullPath(store), "collection.db"));
        yield return new($"{ArchivoltOptions.Section}:Contributions", "");
    }

    // Content named after documents is in one directory whatever config.xml says; to read it, nobody need know that.
    private static bool IsFlat(string store)
    {
        var data = new DirectoryInfo(Path.Combine(store, "data"));
        return data.Exists && data.EnumerateFiles().Any(file => !file.Name.StartsWith('.')) && !data.EnumerateDirectories().Any();
    }
}
