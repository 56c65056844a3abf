using Archivolt.Blobs;
using Archivolt.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents;

/// <summary>What one sweep did.</summary>
/// <param name="Looked">Documents that were looked at.</param>
/// <param name="Changed">Those that changed.</param>
/// <param name="Failed">Those that could not be dealt with; the log says why, the next sweep tries again.</param>
public sealed record DocumentScanReport(long Looked, long Changed, long Failed);

/// <summary>
/// Looks at every document with a mark again and again, on one node at a time: for states that end by themselves, such as a retention that is
/// over. A document that fails keeps no other from being looked at.
/// </summary>
public abstract partial class DocumentScan : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);

    private readonly string _work;
    private readonly DocumentMark _mark;
    private readonly TimeSpan _interval;
    private readonly IDocumentStore _documents;
    private readonly JobLeases _leases;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private protected DocumentScan(
        string work, DocumentMark mark, TimeSpan interval, IDocumentStore documents, JobLeases leases, TimeProvider clock, ILogger logger)
    {
        _work = work;
        _mark = mark;
        _interval = interval;
        _documents = documents;
        _leases = leases;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Sweeps once, now; null when another node does.</summary>
    public async Task<DocumentScanReport?> RunAsync(CancellationToken cancellationToken = default)
    {
        await using var lease = await _leases.TryTakeAsync(_work, cancellationToken);
        if (lease is null)
            return null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        var report = new DocumentScanReport(0, 0, 0);
        foreach (var repository in _documents.Repositories)
        {
            await foreach (var document in _documents.ListMarkedAsync(repository, _mark, cancellationToken: stop.Token))
                report = await ScanAsync(document, report, stop.Token);
        }
        return report;
    }

    /// <summary>Deals with a document; true when that changed it.</summary>
    private protected abstract Task<bool> SweepAsync(Document document, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstDelay < _interval ? FirstDelay : _interval, _clock, stoppingToken);
        using var timer = new PeriodicTimer(_interval, _clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, _work);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<DocumentScanReport> ScanAsync(Document document, DocumentScanReport report, CancellationToken cancellationToken)
    {
        report = report with { Looked = report.Looked + 1 };
        try
        {
            return await SweepAsync(document, cancellationToken) ? report with { Changed = report.Changed + 1 } : report;
        }
        catch (Exception exception) when (exception is BlobException or DocumentException)
        {
            LogDocumentFailed(exception, _work, document.Id);
            return report with { Failed = report.Failed + 1 };
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The work '{Work}' failed; it is tried again at its next time.")]
    private partial void LogFailed(Exception exception, string work);

    [LoggerMessage(2, LogLevel.Warning, "The work '{Work}' could not deal with document {DocumentId}; it is tried again at its next time.")]
    private partial void LogDocumentFailed(Exception exception, string work, string documentId);
}
