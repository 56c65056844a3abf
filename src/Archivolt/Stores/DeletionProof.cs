using Archivolt.Audit;

namespace Archivolt.Stores;

/// <summary>
/// Why a blob may be deleted. A store deletes nothing without one, and only three parties can make one: the collector after its grace,
/// a provider whose key strategy owns the key (a replaced record), and an audited shred.
/// </summary>
public sealed class DeletionProof
{
    private DeletionProof(string reason, string by)
    {
        Reason = reason;
        By = by;
    }

    /// <summary>The reason, for logs and audit.</summary>
    public string Reason { get; }

    /// <summary>Who decided: a plan, a provider, a person.</summary>
    public string By { get; }

    /// <summary>A person orders content destroyed. It is written to the audit log first; what cannot be recorded is not destroyed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="entry">Who, what and, in <see cref="AuditEntry.Comment"/>, why.</param>
    /// <param name="cancellationToken">Cancels before the entry is written.</param>
    public static async Task<DeletionProof> ShredAsync(IAuditLog audit, AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentException.ThrowIfNullOrWhiteSpace(entry.PrincipalName);
        ArgumentException.ThrowIfNullOrWhiteSpace(entry.Comment);
        await audit.WriteAsync(entry, cancellationToken);
        return Shred(entry.PrincipalName, entry.Comment);
    }

    internal static DeletionProof Shred(string by, string reason) => new(reason, by);

    /// <summary>The collector's: only <c>Purge</c> makes one, between beginning and ending the deletion of a condemned blob.</summary>
    internal static DeletionProof Collected(string plan) => new("no reference was left after the grace period", plan);

    internal static DeletionProof Outdated(string layer) => new("what was noted about a blob is no longer so", layer);

    internal static DeletionProof Replaced(string store) => new("other content took the key", store);

    internal static DeletionProof Copied(string migration) => new("a copy was read back and is the same", migration);

    internal static DeletionProof ForTest { get; } = new("test", "contract");

    /// <summary>Reason and author.</summary>
    public override string ToString() => $"{Reason} (by {By})";
}
