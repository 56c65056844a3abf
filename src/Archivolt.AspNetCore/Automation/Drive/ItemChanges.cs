using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>A change to something that a user synchronizes.</summary>
/// <param name="Entry">What the log says.</param>
/// <param name="EventId">What happened, in the client's words.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Item">What it is now; null when the user has it no longer.</param>
internal sealed record ItemChange(AuditEntry Entry, string EventId, string ItemId, Item? Item);

/// <summary>What changed for a user since an entry of the audit log.</summary>
/// <param name="Changes">The changes, newest first.</param>
/// <param name="UpperBound">The entry to ask from the next time.</param>
/// <param name="IsTooMuch">True when there is more than can be told: the client looks at everything again.</param>
internal sealed record ItemChangePage(IReadOnlyList<ItemChange> Changes, long UpperBound, bool IsTooMuch);

/// <summary>Finds in the audit log what changed of what users synchronize.</summary>
internal sealed class ItemChanges(IAuditLog audit, ItemTree tree, IDocumentStore documents, TimeProvider clock)
{
    /// <summary>What happens when a document becomes a root of a user.</summary>
    public const string Registered = "rootRegistered";

    /// <summary>What happens when it ceases to be one.</summary>
    public const string Unregistered = "rootUnregistered";

    private const string Deleted = "deleted";
    private const int PageSize = 500;
    private const int MaxEntries = 10_000;
    private const int MaxChanges = 1000;

    // Entries of transactions that overlap become visible in another order than that of their numbers, but not so much later.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    // The client's word for each event of the log that it is told.
    private static readonly Dictionary<string, string> Events = new(StringComparer.Ordinal)
    {
        ["documentCreated"] = "documentCreated",
        ["documentModified"] = "documentModified",
        ["documentMoved"] = "documentMoved",
        ["documentRemoved"] = Deleted,
        ["documentTrashed"] = Deleted,
        ["documentUntrashed"] = "documentUntrashed",
        ["documentLocked"] = "documentLocked",
        ["documentUnlocked"] = "documentUnlocked",
        ["documentSecurityUpdated"] = "securityUpdated",
        ["lifecycle_transition_event"] = "lifecycle_transition_event",
        [Registered] = Registered,
        [Unregistered] = Deleted,
    };

    /// <summary>What changed after an entry; without one only where to begin.</summary>
    public async Task<ItemChangePage> FindAsync(Principal principal, IReadOnlyList<Document> roots, long? after, CancellationToken cancellationToken)
    {
        var settled = clock.GetUtcNow() - Settled;
        var (bound, seen, entries) = (after ?? 0, 0, new List<AuditEntry>());
        for (long? before = null; ;)
        {
            var page = await audit.QueryAsync(new AuditQuery { Before = before, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.TakeWhile(entry => entry.Id > (after ?? 0)))
            {
                if (entry.LogDate <= settled)
                    bound = Math.Max(bound, entry.Id);
                if (after is not null && Events.ContainsKey(entry.EventId) && Concerns(entry, principal, roots))
                    entries.Add(entry);
            }
            seen += page.Count;
            if (page.Count < PageSize || page[^1].Id <= (after ?? 0) || (after is null && bound > 0))
                break;
            if (seen >= MaxEntries || entries.Count > MaxChanges)
                return new ItemChangePage([], bound, IsTooMuch: true);
            before = page[^1].Id;
        }
        var changes = new List<ItemChange>();
        foreach (var entry in entries)
            changes.Add(await ChangeOfAsync(principal, entry, roots, cancellationToken));
        return new ItemChangePage(changes, bound, IsTooMuch: false);
    }

    private async Task<ItemChange> ChangeOfAsync(Principal principal, AuditEntry entry, IReadOnlyList<Document> roots, CancellationToken cancellationToken)
    {
        var document = await documents.FindAsync(entry.Repository!, entry.DocumentId!, cancellationToken);
        var item = document is null ? null : await tree.ItemOfAsync(principal, document, roots, cancellationToken);
        var eventId = item is null ? Deleted : Events[entry.EventId] is Deleted ? "documentModified" : Events[entry.EventId];
        return new ItemChange(entry, eventId, item?.Id ?? new ItemId(entry.Repository!, entry.DocumentId!, IsRoot: false).ToString(), item);
    }

    // By the path that the document had then: of what is gone nobody can ask more.
    private static bool Concerns(AuditEntry entry, Principal principal, IReadOnlyList<Document> roots)
    {
        if (entry is not { Repository: { } repository, DocumentId: { } id, DocumentPath: { } path })
            return false;
        if (entry.EventId is Registered or Unregistered)
            return entry.PrincipalName == principal.Name;
        // What was moved away was below a root before.
        return roots.Any(root => root.Repository == repository && (root.Id == id || path.StartsWith(root.Path.TrimEnd('/') + "/", StringComparison.Ordinal)))
            || (entry.EventId == "documentMoved" && roots.Any(root => root.Repository == repository && entry.Comment?.StartsWith($"from {root.Path.TrimEnd('/')}/", StringComparison.Ordinal) is true));
    }
}
