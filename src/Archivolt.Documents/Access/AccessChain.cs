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
