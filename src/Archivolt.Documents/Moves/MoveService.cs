using Archivolt.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>Makes moves for as long as the host runs.</summary>
internal sealed partial class MoveService(
    MoveRun run, IBlobMoves moves, MoveSignal signal, IOptions<MoveOptions> options, IOptions<ArchivoltOptions> archivolt, ILogger<MoveService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Parallel < 1 || archivolt.Value.ReadOnly)
            return;
        while (true)
        {
            try
            {
                if ((await moves.FindDueAsync(1, stoppingToken)).Count > 0)
                    await run.RunAsync(cancellationToken: stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is BlobException or OperationCanceledException)
            {
                // The database does not answer or another node took over: the moves are still there at the next look.
                LogInterrupted(exception);
            }
            await signal.WaitAsync(options.Value.Poll, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Making moves was interrupted; it goes on.")]
    private partial void LogInterrupted(Exception exception);
}
