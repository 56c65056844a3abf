using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;

namespace Archivolt.Documents.Editing;

/// <summary>Records in the audit log who tried what retention, a legal hold or cold storage forbids: event <c>changeRefused</c>.</summary>
public sealed class RefusalAudit(IAuditLog audit, TimeProvider? clock = null)
{
    /// <summary>The event.</summary>
    public const string EventId = "changeRefused";

    /// <summary>Makes a change; a refusal is in the audit log before it is thrown on.</summary>
    public async Task<T> WatchAsync<T>(Principal principal, Document document, Func<Task<T>> change)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            return await change();
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            await audit.WriteAsync(document.Event(EventId, principal, clock ?? TimeProvider.System, exception.Message), CancellationToken.None);
            throw;
        }
    }

    private static bool IsRefusal(Exception exception) => exception is DocumentException { Error: DocumentError.Retained or DocumentError.ContentLocked }
        or BlobException { Error: BlobError.Retained };
}
