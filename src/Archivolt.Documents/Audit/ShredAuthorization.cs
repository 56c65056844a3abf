using Archivolt.Stores;

namespace Archivolt.Documents.Audit;

/// <summary>Lets a person order content destroyed.</summary>
public static class ShredAuthorization
{
    /// <summary>Writes the order to the audit log, then makes the proof; what cannot be recorded is not destroyed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="entry">Who, what and, in <see cref="AuditEntry.Comment"/>, why.</param>
    /// <param name="cancellationToken">Cancels before the entry is written.</param>
    public static async Task<DeletionProof> AuthorizeShredAsync(this IAuditLog audit, AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentException.ThrowIfNullOrWhiteSpace(entry.PrincipalName);
        ArgumentException.ThrowIfNullOrWhiteSpace(entry.Comment);
        await audit.WriteAsync(entry, cancellationToken);
        return DeletionProof.Shred(entry.PrincipalName, entry.Comment);
    }
}
