namespace Archivolt.Documents.Access;

/// <summary>Entries of one document, then of those above it; what <see cref="IDocumentAccess"/> decides by, and what tells the effect of entries before they are set.</summary>
/// <param name="entries">Those of the document.</param>
/// <param name="inherited">Those above it; null for none.</param>
public sealed class AccessChain(IReadOnlyList<AccessEntry> entries, AccessChain? inherited)
{
    private readonly AccessEntry[] _entries = [.. entries];

    /// <summary>True when somebody has a permission at a time. Administrators have all of them without any entry, which is not asked here.</summary>
    public bool Allows(Principal principal, Permission permission, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(principal);
        for (var chain = this; chain is not null; chain = chain.Inherited)
        {
            if (chain.Decide(principal, permission, now) is { } decision)
                return decision;
        }
        return false;
    }

    /// <summary>
    /// True where a change of a document's own entries may let more people have a permission: an entry that grants it is added or changed, or one that denies it, or ends what is inherited, is changed or removed.
    /// </summary>
    public static bool MayGive(Permission permission, IReadOnlyList<AccessEntry> before, IReadOnlyList<AccessEntry> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return after.Where(entry => entry.Granted && Includes(entry.Permission, permission)).Any(entry => !IsIn(before, entry))
            || before.Where(entry => !entry.Granted && (entry.Permission == permission || entry.Permission == Permission.Everything)).Any(entry => !IsIn(after, entry));

        static bool IsIn(IReadOnlyList<AccessEntry> entries, AccessEntry entry) => entries.Any(other => other with { Creator = entry.Creator } == entry);
    }

    private AccessChain? Inherited => inherited;

    private bool? Decide(Principal principal, Permission permission, DateTimeOffset now)
    {
        var (granted, ends) = (false, false);
        foreach (var entry in _entries)
        {
            if (!entry.CountsAt(now))
                continue;
            if (entry.EndsInheritance)
            {
                ends = true;
                continue;
            }
            if (!Concerns(entry, permission) || !principal.Is(entry.Grantee))
                continue;
            if (!entry.Granted)
                return false;
            granted = true;
        }
        return granted ? true : ends ? false : null;
    }

    // A grant reaches what it includes, a denial what includes it; who may not write may not delete either, and who may not read may do nothing.
    private static bool Concerns(AccessEntry entry, Permission permission) => entry.Granted
        ? Includes(entry.Permission, permission)
        : Includes(permission, entry.Permission)
            || (entry.Permission == Permission.Write && permission == Permission.Remove)
            || entry.Permission is Permission.Read or Permission.ReadWrite or Permission.ReadRemove or Permission.Everything;

    private static bool Includes(Permission permission, Permission other) => permission == other || permission switch
    {
        Permission.Everything => true,
        Permission.Write or Permission.ReadWrite => other is Permission.Read or Permission.Write or Permission.ReadWrite or Permission.Remove or Permission.ReadRemove,
        Permission.WriteColdStorage => Includes(Permission.Write, other),
        Permission.ReadRemove => other is Permission.Read or Permission.Remove,
        _ => false,
    };
}
