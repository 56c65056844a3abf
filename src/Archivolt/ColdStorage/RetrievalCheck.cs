using Archivolt.Documents;
using Archivolt.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.ColdStorage;

/// <summary>Looks whether content that was asked for has become available, or is available no longer.</summary>
public sealed class RetrievalCheck(
    ColdDocuments cold, IDocumentStore documents, WorkLeases leases, IOptions<ColdStorageOptions> options, TimeProvider clock, ILogger<RetrievalCheck> logger)
    : DocumentSweep("coldstorage/check", DocumentMark.ColdAwaited, options.Value.CheckInterval, documents, leases, clock, logger)
{
    private protected override Task<bool> SweepAsync(Document document, CancellationToken cancellationToken) =>
        cold.CheckAsync(document, cancellationToken);
}
