namespace Archivolt.Stores;

/// <summary>
/// Why a blob may be deleted. A store deletes nothing without one, and only few can make one: the collector after its grace, a provider whose key
/// strategy owns the key (a replaced record), an audited shred, and a probe for its own blob.
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

    /// <summary>A person orders content destroyed, and the order is in the audit log.</summary>
    internal static DeletionProof Shred(string by, string reason) => new(reason, by);

    /// <summary>The collector's: only <c>Purge</c> makes one, between beginning and ending the deletion of a condemned blob.</summary>
    internal static DeletionProof Collected(string plan) => new("no reference was left after the grace period", plan);

    internal static DeletionProof Outdated(string layer) => new("what was noted about a blob is no longer so", layer);

    internal static DeletionProof Replaced(string store) => new("other content took the key", store);

    internal static DeletionProof Copied(string migration) => new("a copy was read back and is the same", migration);

    /// <summary>A probe deletes the blob that it wrote itself.</summary>
    internal static DeletionProof Probed(string provider) => new("a probe is done with its own blob", provider);

    internal static DeletionProof ForTest { get; } = new("test", "contract");

    /// <summary>Reason and author.</summary>
    public override string ToString() => $"{Reason} (by {By})";
}
