using Archivolt.Jobs;

namespace Archivolt.Documents.Audit;

/// <summary>Records in the audit log what people order of background work.</summary>
internal sealed class OperatorAudit(IAuditLog audit, TimeProvider clock) : IOperatorLog
{
    public async Task WriteAsync(OperatorOrder order, CancellationToken cancellationToken = default) => await audit.WriteAsync(
        new AuditEntry
        {
            EventId = order.Event,
            PrincipalName = order.By,
            EventDate = clock.GetUtcNow(),
            Comment = order.Comment,
            Extended = order.Details,
        },
        cancellationToken);
}
