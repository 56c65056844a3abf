using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Query;
using Archivolt.Documents.Synchronization;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>What users see on their devices: their roots, and below them folders, and documents with a main file, as far as they may read them and they are not in the trash.</summary>
internal sealed class ItemTree(
    ISynchronizationRoots roots, IDocumentStore documents, IDocumentAccess access, SchemaRegistry schemas, ReadableDocuments readable, ReadableSearch search, TimeProvider clock)
{
    /// <summary>Most items of one answer.</summary>
    public const int MaxItems = 1000;

    /// <summary>A user's roots that are still there and readable.</summary>
    public async Task<IReadOnlyList<Document>> RootsAsync(Principal principal, CancellationToken cancellationToken)
    {
        var found = new List<Document>();
        foreach (var (repository, id) in await roots.ListAsync(principal.Name, cancellationToken))
        {
            if (await documents.FindAsync(repository, id, cancellationToken) is { IsTrashed: false } root && await IsAllowedAsync(principal, Permission.Read, root, cancellationToken))
                found.Add(root);
        }
        return found;
    }

    /// <summary>The item of an id; null when the user has none such.</summary>
    public async Task<Item?> FindAsync(Principal principal, string id, CancellationToken cancellationToken) =>
        ItemId.TryParse(id, out var parsed) && await documents.FindAsync(parsed.Repository, parsed.DocumentId.ToLowerInvariant(), cancellationToken) is { } document
            ? await ItemOfAsync(principal, document, await RootsAsync(principal, cancellationToken), cancellationToken)
            : null;

    /// <summary>The item of an id.</summary>
    /// <exception cref="RequestException">404: the user has none such.</exception>
    public async Task<Item> GetAsync(Principal principal, string id, CancellationToken cancellationToken) =>
        await FindAsync(principal, id, cancellationToken) ?? throw RequestException.NotFound($"There is nothing to synchronize with the id '{id}'.");

    /// <summary>The folder of an id.</summary>
    /// <exception cref="RequestException">404: the user has none such.</exception>
    public async Task<Item> GetFolderAsync(Principal principal, string id, CancellationToken cancellationToken) =>
        await GetAsync(principal, id, cancellationToken) is { Main: null } folder ? folder : throw RequestException.NotFound($"'{id}' is no folder.");

    /// <summary>A document as an item; null when it is none for the user.</summary>
    public async Task<Item?> ItemOfAsync(Principal principal, Document document, IReadOnlyList<Document> among, CancellationToken cancellationToken)
    {
        var root = among.FirstOrDefault(each => each.Repository == document.Repository && (each.Id == document.Id || IsBelow(document, each)));
        if (root is null || document.IsTrashed || document.IsVersion || !await IsAllowedAsync(principal, Permission.Read, document, cancellationToken))
            return null;
        var type = schemas.Types.GetValueOrDefault(document.Type);
        var holder = BlobHolder.Of(document, schemas);
        var isFolder = type?.IsFolderish is true;
        (PropertyPath, Archivolt.Blobs.BlobInfo)? main = !isFolder && holder is { Main: { } blob, MainPath: { } path } ? (path, blob) : null;
        if ((!isFolder && main is null) || type?.Facets.Contains("HiddenInNavigation", StringComparer.Ordinal) is true)
            return null;
        var ids = await IdsAsync(document, root, cancellationToken);
        document = document with { Lock = document.Lock?.At(clock.GetUtcNow()) };
        return new Item(document, ids[^1], ids[^2], "/" + string.Join('/', ids), main,
            await IsAllowedAsync(principal, Permission.Write, document, cancellationToken) && (document.Lock is not { } held || held.Owner == principal.Name || principal.IsAdministrator),
            !document.Retention.HoldsAt(clock.GetUtcNow()) && await IsAllowedAsync(principal, Permission.Remove, document, cancellationToken));
    }

    /// <summary>A document that was just changed as an item.</summary>
    /// <exception cref="RequestException">404: it is none any more.</exception>
    public async Task<Item> ChangedAsync(Principal principal, Document document, CancellationToken cancellationToken) =>
        await ItemOfAsync(principal, document, await RootsAsync(principal, cancellationToken), cancellationToken)
            ?? throw RequestException.NotFound("The document is synchronized no longer.");

    /// <summary>What is in a folder.</summary>
    public async Task<IReadOnlyList<Item>> ChildrenAsync(Principal principal, Item folder, CancellationToken cancellationToken)
    {
        var among = await RootsAsync(principal, cancellationToken);
        var items = new List<Item>();
        await foreach (var child in readable.AllChildrenAsync(principal, folder.Document, cancellationToken))
        {
            if (await ItemOfAsync(principal, child, among, cancellationToken) is not { } item)
                continue;
            if (items.Count == MaxItems)
                throw RequestException.BadRequest($"The folder has more than {MaxItems} children; ask for its descendants piece by piece.");
            items.Add(item);
        }
        return items;
    }

    /// <summary>The file or folder of a name in a folder; null where there is none.</summary>
    public async Task<Item?> FindChildAsync(Principal principal, Item folder, string name, bool isFolder, CancellationToken cancellationToken)
    {
        var among = await RootsAsync(principal, cancellationToken);
        await foreach (var child in readable.AllChildrenAsync(principal, folder.Document, cancellationToken))
        {
            var main = isFolder ? null : BlobHolder.Of(child, schemas)?.Main;
            if (Item.NameOf(child, main) == name && await ItemOfAsync(principal, child, among, cancellationToken) is { } item && item.Main is null == isFolder)
                return item;
        }
        return null;
    }

    /// <summary>What is anywhere below a folder, a folder before what is in it.</summary>
    /// <param name="principal">The user.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="after">The path of the last document of the piece before; null to begin.</param>
    /// <param name="size">How many documents to look at; a piece without items is passed over.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(IReadOnlyList<Item> Items, string? Last)> DescendantsAsync(Principal principal, Item folder, string? after, int size, CancellationToken cancellationToken)
    {
        var among = await RootsAsync(principal, cancellationToken);
        for (var items = new List<Item>(); ;)
        {
            List<NxqlCondition> conditions = [new NxqlCondition.Comparison("ecm:path", NxqlOperator.StartsWith, [folder.Document.Path], 0)];
            if (after is not null)
                conditions.Add(new NxqlCondition.Comparison("ecm:path", NxqlOperator.Greater, [after], 0));
            var query = new NxqlQuery([], new NxqlCondition.All(conditions), [new NxqlOrder("ecm:path", IsDescending: false, 0)]);
            var page = await search.FindAsync(principal, folder.Document.Repository, query, 0, size, cancellationToken);
            foreach (var document in page.Documents)
            {
                if (await ItemOfAsync(principal, document, among, cancellationToken) is { } item)
                    items.Add(item);
            }
            after = page.Documents is [.., var last] ? last.Path : after;
            if (items.Count > 0 || !page.HasMore)
                return (items, after);
        }
    }

    /// <summary>True for a document that lies somewhere below another.</summary>
    public static bool IsBelow(Document document, Document above) => document.Path.StartsWith(above.Path.TrimEnd('/') + "/", StringComparison.Ordinal);

    private async Task<List<string>> IdsAsync(Document document, Document root, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        for (var each = document; each is not null; each = each.Id == root.Id || each.ParentId is null ? null : await documents.FindAsync(each.Repository, each.ParentId, cancellationToken))
            ids.Insert(0, new ItemId(each.Repository, each.Id, each.Id == root.Id).ToString());
        ids.Insert(0, ItemId.TopLevel);
        return ids;
    }

    private ValueTask<bool> IsAllowedAsync(Principal principal, Permission permission, Document document, CancellationToken cancellationToken) =>
        access.IsAllowedAsync(principal, permission, document, cancellationToken);
}
