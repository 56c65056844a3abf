using Archivolt.Documents.Access;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Entries of one document, then of those above it.</summary>
internal sealed class AccessChain(AccessEntry[] entries, AccessChain? inherited)
{
    public bool Allows(Principal principal, Permission permission)
    {
        for (var chain = this; chain is not null; chain = chain.Inherited)
        {
            if (chain.Decide(principal, permission) is { } decision)
                return decision;
        }
        return false;
    }

    private AccessChain? Inherited => inherited;

    private bool? Decide(Principal principal, Permission permission)
    {
        bool? decision = null;
        foreach (var entry in entries)
        {
            if (!Concerns(entry, permission) || !principal.Is(entry.Grantee))
                continue;
            if (!entry.Granted)
                return false;
            decision = true;
        }
        return decision;
    }

    // A grant reaches what it includes, a denial what includes it; who may not read may do nothing.
    private static bool Concerns(AccessEntry entry, Permission permission) => entry.Granted
        ? Includes(entry.Permission, permission)
        : Includes(permission, entry.Permission) || entry.Permission == Permission.Read;

    private static bool Includes(Permission permission, Permission other) => permission == other || permission switch
    {
        Permission.Write => other == Permission.Read,
        Permission.WriteColdStorage => other is Permission.Write or Permission.Read,
        _ => false,
    };
}
