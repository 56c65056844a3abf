using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.Nuxeo;

/// <summary>Logs what was odd about the contributions, once there is a log.</summary>
internal sealed partial class ContributionNotices(IReadOnlyList<string> notices, ILogger<ContributionNotices> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var notice in notices)
            LogNotice(logger, notice);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "{Notice}")]
    private static partial void LogNotice(ILogger logger, string notice);
}
