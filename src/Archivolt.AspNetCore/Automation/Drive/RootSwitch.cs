using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Synchronization;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Makes documents roots of a user or no longer, and says so in the audit, where the user's devices learn of it.</summary>
internal sealed class RootSwitch(ISynchronizationRoots roots, ItemTree tree, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Switches. What is below a root already is synchronized with it; roots below a new one become a part of it.</summary>
    public async Task SetAsync(Principal principal, Document document, bool isRoot, CancellationToken cancellationToken)
    {
        var present = await tree.RootsAsync(principal, cancellationToken);
        if (!isRoot)
        {
            await RemoveAsync(principal, document, cancellationToken);
            return;
        }
        if (present.Any(root => root.Repository == document.Repository && ItemTree.IsBelow(document, root)))
            return;
        foreach (var below in present.Where(root => root.Repository == document.Repository && ItemTree.IsBelow(root, document)))
            await RemoveAsync(principal, below, cancellationToken);
        if (await roots.AddAsync(principal.Name, document.Repository, document.Id, cancellationToken))
            await audit.WriteAsync(document.Event(ItemChanges.Registered, principal, clock), cancellationToken);
    }

    private async Task RemoveAsync(Principal principal, Document document, CancellationToken cancellationToken)
    {
        if (await roots.RemoveAsync(principal.Name, document.Repository, document.Id, cancellationToken))
            await audit.WriteAsync(document.Event(ItemChanges.Unregistered, principal, clock), cancellationToken);
    }
}
