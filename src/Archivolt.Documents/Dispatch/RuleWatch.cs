using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Dispatch;

/// <summary>Takes rules into use that were applied on another server, and says at the start which ones decide.</summary>
internal sealed partial class RuleWatch(RulesInUse rules, TimeProvider clock, ILogger<RuleWatch> logger) : BackgroundService, IHostedLifecycleService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await rules.EnsureUsableAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    // A server that does not start says nothing but why.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (rules.Refusal is { } refusal && await rules.FindNewestAsync(cancellationToken) is { Rules: not null } ignored)
            LogIgnored(ignored.Number, ignored.By, refusal);
        else if (rules.Number == 0)
            LogConfigured();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    [LoggerMessage(2, LogLevel.Information, "The rules of the configuration are in use.")]
    private partial void LogConfigured();

    [LoggerMessage(3, LogLevel.Warning, "Rules {Number}, applied by {By}, are not in use. {Refusal}")]
    private partial void LogIgnored(long number, string by, string refusal);

    [LoggerMessage(1, LogLevel.Warning, "Whether other rules were applied cannot be found out; those in use stay.")]
    private partial void LogMissed(Exception exception);
}
