using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>Writes noted accesses down from time to time, and when the host stops.</summary>
internal sealed partial class AccessService(
    AccessRecorder recorder, IBlobAccess access, IOptions<TieringOptions> options, TimeProvider clock, ILogger<AccessService> logger)
    : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(options.Value.WriteAccessesEvery, clock, stoppingToken);
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await recorder.WriteAsync(access, cancellationToken);
        }
        catch (BlobException exception)
        {
            LogNotWritten(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The last accesses of blobs could not be written down; they are written the next time.")]
    private partial void LogNotWritten(Exception exception);
}
