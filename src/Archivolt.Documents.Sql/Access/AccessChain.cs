using Archivolt.Documents.Access;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Entries of one document, then of those above it.</summary>
internal sealed class AccessChain(AccessEntry[] entries, AccessChain? inherited)
{
    public bool Allows(Principal principal, Permission permission, DateTimeOffset now)
    {
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
        foreach (var entry in entries)
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
