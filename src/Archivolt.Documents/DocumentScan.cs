using Archivolt.Blobs;
using Archivolt.Jobs;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents;

/// <summary>What one scan did.</summary>
/// <param name="Looked">Documents that were looked at.</param>
/// <param name="Changed">Those that changed.</param>
/// <param name="Failed">Those that could not be dealt with; the log says why, the next scan tries again.</param>
public sealed record DocumentScanReport(long Looked, long Changed, long Failed);

/// <summary>
/// Looks at every document with a mark again and again, on one node at a time: for states that end by themselves, such as a retention that is
/// over. A failing document does not stop the scan.
/// </summary>
public abstract partial class DocumentScan : Job
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);

    private readonly DocumentMark _mark;
    private readonly IDocumentStore _documents;
    private readonly JobLeases _leases;
    private readonly ILogger _logger;

    private protected DocumentScan(
        string work, DocumentMark mark, TimeSpan interval, IDocumentStore documents, JobLeases leases, ILogger logger)
    {
        Name = work;
        Schedule = new JobSchedule(interval) { FirstAfter = FirstDelay < interval ? FirstDelay : interval };
        _mark = mark;
        _documents = documents;
        _leases = leases;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override JobSchedule Schedule { get; }

    /// <inheritdoc/>
    public override async Task RunAsync(JobRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        await ScanAllAsync(run);
    }

    /// <summary>Scans once, now; null when another node does.</summary>
    public async Task<DocumentScanReport?> RunAsync(CancellationToken cancellationToken = default)
    {
        await using var run = await _leases.TryRunAsync(Name, new JobRunOptions { IsOrdered = true }, cancellationToken, cancellationToken);
        return run is null ? null : await ScanAllAsync(run);
    }

    private async Task<DocumentScanReport> ScanAllAsync(JobRun run)
    {
        var report = new DocumentScanReport(0, 0, 0);
        foreach (var repository in _documents.Repositories)
        {
            await foreach (var document in _documents.ListMarkedAsync(repository, _mark, cancellationToken: run.Token))
                report = await ScanAsync(document, report, run);
        }
        return report;
    }

    /// <summary>Deals with a document; true when that changed it.</summary>
    private protected abstract Task<bool> ProcessAsync(Document document, CancellationToken cancellationToken);

    private async Task<DocumentScanReport> ScanAsync(Document document, DocumentScanReport report, JobRun run)
    {
        report = report with { Looked = report.Looked + 1 };
        try
        {
            return await ProcessAsync(document, run.Token) ? report with { Changed = report.Changed + 1 } : report;
        }
        catch (Exception exception) when (exception is BlobException or DocumentException)
        {
            LogDocumentFailed(exception, Name, document.Id);
            run.Report($"Document {document.Id}: {exception.Message}");
            return report with { Failed = report.Failed + 1 };
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The work '{Work}' could not deal with document {DocumentId}; it is tried again at its next time.")]
    private partial void LogDocumentFailed(Exception exception, string work, string documentId);
}
