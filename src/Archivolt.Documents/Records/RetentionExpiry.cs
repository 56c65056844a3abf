using Archivolt.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Records;

/// <summary>Takes off retentions that are over, so that people see it and the audit says when. Protection ends with the time, not with this.</summary>
public sealed class RetentionExpiry(
    RecordKeeper records, IDocumentStore documents, JobLeases leases, IOptions<RecordOptions> options, ILogger<RetentionExpiry> logger)
    : DocumentScan("records/expiry", DocumentMark.RetentionOver, options.Value.ExpiryInterval, documents, leases, logger)
{
    private protected override Task<bool> ProcessAsync(Document document, CancellationToken cancellationToken) =>
        records.ExpireAsync(document, cancellationToken);
}
