using Archivolt.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>Looks at all documents when that is due, for as long as the host runs.</summary>
internal sealed partial class TieringService(TieringScan sweep, IOptions<ArchivoltOptions> archivolt, TimeProvider clock, ILogger<TieringService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!archivolt.Value.ReadOnly)
        {
            try
            {
                if (await sweep.IsDueAsync(stoppingToken) && await sweep.RunAsync(cancellationToken: stoppingToken) is { } done)
                    LogDone(done.Documents, done.Blobs, done.Queued);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is BlobException or OperationCanceledException)
            {
                LogInterrupted(exception);
            }
            await Task.Delay(Poll, clock, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Looked at {Documents} documents with {Blobs} blobs; {Queued} blobs belong elsewhere and are moved.")]
    private partial void LogDone(long documents, long blobs, long queued);

    [LoggerMessage(2, LogLevel.Warning, "The look for blobs that belong elsewhere was interrupted; it goes on.")]
    private partial void LogInterrupted(Exception exception);
}
