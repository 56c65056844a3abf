using Archivolt.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Layers.Migration;

/// <summary>Works on migrations for as long as the host runs: on what somebody asked for, and on what another process left undone.</summary>
internal sealed partial class MigrationService(
    ProviderMigrations migrations, IOptions<ArchivoltOptions> options, TimeProvider clock, ILogger<MigrationService> logger) : BackgroundService
{
    private static readonly TimeSpan ScanEvery = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.ReadOnly
        ? Task.CompletedTask
        : Task.WhenAll(migrations.Providers.ToList().Select(provider => WatchAsync(provider, stoppingToken)));

    private async Task WatchAsync(string provider, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await migrations.FindAsync(provider, stoppingToken) is { IsWorking: true, IsHalted: false, IsPaused: false, IsRunning: false })
                    await migrations.RunAsync(provider, progress: null, stoppingToken);
                await Task.Delay(ScanEvery, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is BlobException or OperationCanceledException)
            {
                // The database does not answer, or another node took over: the next look tells.
                LogInterrupted(provider, exception);
                await Task.Delay(ScanEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The migration of provider {Provider} was interrupted; it goes on.")]
    private partial void LogInterrupted(string provider, Exception exception);
}
