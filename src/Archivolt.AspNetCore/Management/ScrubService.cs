using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Management;

/// <summary>Runs the scrubs of this node: those that somebody starts, and with <see cref="ScrubOptions.Every"/> those that are due.</summary>
internal sealed partial class ScrubService(BlobManager manager, Scrubber scrubber, TimeProvider clock, ILogger<ScrubService> logger) : BackgroundService
{
    private static readonly TimeSpan ScanEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Begins a scrub; does nothing while one of the provider runs here.</summary>
    public void Start(string provider, long? bytesPerSecond)
    {
        var begun = new TaskCompletionSource();
        if (_running.TryAdd(provider, begun.Task))
            _ = Task.Run(() => RunAsync(provider, new ScrubRun { BytesPerSecond = bytesPerSecond }, begun), CancellationToken.None);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        // Each keeps where it is before the database is closed.
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (scrubber.Options.Every is null)
            return;
        using var timer = new PeriodicTimer(ScanEvery, clock);
        do
        {
            await StartDueAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task StartDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var provider in manager.Providers)
            {
                if (await scrubber.IsDueAsync(provider.Id, cancellationToken))
                    Start(provider.Id, bytesPerSecond: null);
            }
        }
        catch (BlobException exception)
        {
            LogFailed(exception, "schedule");
        }
    }

    private async Task RunAsync(string provider, ScrubRun run, TaskCompletionSource begun)
    {
        try
        {
            await scrubber.RunAsync(provider, run, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The next start goes on from the checkpoint.
        }
        catch (Exception exception)
        {
            LogFailed(exception, provider);
        }
        finally
        {
            _running.TryRemove(provider, out _);
            begun.SetResult();
        }
    }

    [LoggerMessage(120, LogLevel.Error, "The scrub of {Provider} failed; it goes on from its checkpoint when it is started again.")]
    private partial void LogFailed(Exception exception, string provider);
}
