using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Dispatch;

/// <summary>Takes rules into use that were applied on another server.</summary>
internal sealed partial class RuleWatch(RulesInUse rules, TimeProvider clock, ILogger<RuleWatch> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await rules.EnsureUsableAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        var isTold = false;
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await rules.RefreshAsync(stoppingToken);
                isTold = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The database has its own place in the health; told once, not at each look.
                if (!isTold)
                    LogMissed(exception);
                isTold = true;
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Whether other rules were applied cannot be found out; those in use stay.")]
    private partial void LogMissed(Exception exception);
}
