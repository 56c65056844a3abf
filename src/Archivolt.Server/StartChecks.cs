using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Integrity;
using Archivolt.Providers;

namespace Archivolt.Server;

/// <summary>What cannot be right ends the start, not somebody's upload.</summary>
internal static partial class StartChecks
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var manager = services.GetRequiredService<BlobManager>();
        await services.GetRequiredService<RulesInUse>().EnsureUsableAsync(cancellationToken);
        foreach (var id in services.GetRequiredService<IBlobDispatcher>().ProviderIds.Where(id => !manager.TryGet(id, out _)))
        {
            throw new BlobException(BlobError.Configuration,
                $"Uploads go to the provider '{id}', which is not configured: add {ArchivoltOptions.ProvidersSection}:{id}, or rules that name another one. "
                + $"Configured: {string.Join(", ", manager.Providers.Select(provider => provider.Id))}. The provider that a server has without any setting goes with the first one that is configured.");
        }
        await manager.EnsureOpenAsync(cancellationToken);
        if (await services.GetRequiredService<MissingProviders>().DescribeAsync(cancellationToken) is { } missing)
            LogMissing(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StartChecks)), missing);
    }

    [LoggerMessage(1, LogLevel.Error, "{Missing}")]
    private static partial void LogMissing(ILogger logger, string missing);
}
