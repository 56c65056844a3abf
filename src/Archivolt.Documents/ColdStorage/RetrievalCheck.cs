using Archivolt.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.ColdStorage;

/// <summary>Looks whether content that was asked for has become available, or is available no longer.</summary>
public sealed class RetrievalCheck(
    ColdDocuments cold, IDocumentStore documents, JobLeases leases, IOptions<ColdStorageOptions> options, ILogger<RetrievalCheck> logger)
    : DocumentScan("coldstorage/check", DocumentMark.ColdAwaited, options.Value.CheckInterval, documents, leases, logger)
{
    private protected override Task<bool> ProcessAsync(Document document, CancellationToken cancellationToken) =>
        cold.CheckAsync(document, cancellationToken);
}
