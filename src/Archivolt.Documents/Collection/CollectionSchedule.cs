using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Collection;

/// <summary>
/// Collects by itself, as <see cref="CollectionOptions"/> say, and goes on with what a node left that is gone. All nodes look; the lease lets
/// one of them work.
/// </summary>
internal sealed partial class CollectionSchedule(
    IServiceProvider services, IOptions<CollectionOptions> options, IOptions<ArchivoltOptions> host, TimeProvider clock, ILogger<CollectionSchedule> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { Every: null, Immediate: false })
            return;
        // Not in the constructor: hosts that fail to open their stores say so themselves.
        var providers = services.GetRequiredService<BlobManager>();
        var collector = services.GetRequiredService<GarbageCollector>();
        while (true)
        {
            await Task.Delay(Pause, clock, stoppingToken);
            foreach (var provider in providers.Providers.Where(provider => collector.RefusalOf(provider) is null))
                await ScanAsync(collector, provider.Id, stoppingToken);
        }
    }

    private TimeSpan Pause => new[] { LongestPause, host.Value.LeaseTime / 3, options.Value.Every ?? LongestPause }.Min();

    private async Task ScanAsync(GarbageCollector collector, string provider, CancellationToken cancellationToken)
    {
        try
        {
            var status = await collector.FindStatusAsync(provider, cancellationToken);
            if (status.Holder is not null)
                return;
            if (IsTime(status.Run))
                await collector.RunAsync(new CollectionRequest(provider), cancellationToken: cancellationToken);
            else if (options.Value.Immediate && status.Condemned is { Due: > 0 })
                await collector.PurgeAsync(new CollectionRequest(provider), cancellationToken: cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
        {
            // Another node was faster, or the database refers to nothing there; the message says which.
            LogLeft(provider, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next look tries again, on this node or another.
            LogFailed(exception, provider);
        }
    }

    // A run that was left unfinished is everybody's at once.
    private bool IsTime(CollectionProgress? last) => options.Value.Every is { } every
        && (last is null || (last is { IsWhole: true, Finished: null }) || clock.GetUtcNow() - (last.Finished ?? last.Started) >= every);

    [LoggerMessage(1, LogLevel.Debug, "'{Provider}' is not collected now: {Reason}")]
    private partial void LogLeft(string provider, string reason);

    [LoggerMessage(2, LogLevel.Error, "The collection of '{Provider}' failed; it goes on at the next look.")]
    private partial void LogFailed(Exception exception, string provider);
}
