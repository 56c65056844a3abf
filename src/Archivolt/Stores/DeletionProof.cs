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

    /// <summary>A person orders the content destroyed; the caller writes the audit entry.</summary>
    /// <param name="by">The user who ordered it.</param>
    /// <param name="reason">Why.</param>
    public static DeletionProof Shred(string by, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new DeletionProof(reason, by);
    }

    internal static DeletionProof Collected(string plan) => new("no reference was left after the grace period", plan);

    internal static DeletionProof ForTest { get; } = new("test", "contract");

    /// <summary>Reason and author.</summary>
    public override string ToString() => $"{Reason} (by {By})";
}
