using Archivolt.Cmis.Types;
using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.Cmis.Objects;

/// <summary>
/// Documents as objects: what somebody may read, and what is neither in the trash nor below something there. What programs keep beside documents, such as comments, is none. All that is not
/// shown is answered like what does not exist.
/// </summary>
internal sealed class ObjectFinder(IDocumentStore documents, IDocumentAccess access, SchemaRegistry schemas, TypeCatalog types, TimeProvider clock)
{
    /// <summary>An object by its id.</summary>
    public async Task<CmisObject> GetAsync(CmisCall call, string id)
    {
        // No other text is one, and databases do not take every text.
        var document = Guid.TryParseExact(id, "D", out _) ? await documents.FindAsync(call.Repository, id.ToLowerInvariant(), call.Cancelled) : null;
        return await ShownAsync(call, document) ?? throw call.NotFound(id);
    }

    /// <summary>An object by its path.</summary>
    public async Task<CmisObject> GetByPathAsync(CmisCall call, string path)
    {
        if (!path.StartsWith('/'))
            throw CmisException.InvalidArgument("A path begins with a slash.");
        var plain = path.Length > 1 ? path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/" : path;
        var document = plain.Any(char.IsControl) ? null : await documents.FindByPathAsync(call.Repository, plain, call.Cancelled);
        // A version has no path.
        return await ShownAsync(call, document is { IsVersion: true } ? null : document) ?? throw call.NotFound(path);
    }

    /// <summary>A folder by its id.</summary>
    /// <exception cref="CmisException">There is none, or it is no folder.</exception>
    public async Task<CmisObject> GetFolderAsync(CmisCall call, string id) => AsFolder(await GetAsync(call, id));

    /// <summary>The same object.</summary>
    /// <exception cref="CmisException">It is no folder.</exception>
    public static CmisObject AsFolder(CmisObject found) => found.IsFolder ? found : throw CmisException.InvalidArgument($"The object '{found.Id}' is no folder.");

    /// <summary>The folder that an object is in; null for the root, and where somebody may not read it.</summary>
    public async Task<CmisObject?> ParentAsync(CmisCall call, CmisObject found) =>
        found.Series.ParentId is { } parent ? await ShownAsync(call, await documents.FindAsync(call.Repository, parent, call.Cancelled)) : null;

    /// <summary>A document that somebody may read, as an object; null where it is not shown.</summary>
    public async Task<CmisObject?> ShownAsync(CmisCall call, Document? document)
    {
        if (document is null || !await access.IsAllowedAsync(call.Principal, Permission.Read, document, call.Cancelled))
            return null;
        var series = document;
        if (document.IsVersion)
        {
            series = await documents.FindAsync(document.Repository, document.ParentId!, call.Cancelled);
            if (series is null || !IsShown(series))
                return null;
        }
        return IsShown(document) && await IsInShownFoldersAsync(call, series) ? ObjectOf(document, series) : null;
    }

    /// <summary>A document of which everything above is known to be shown.</summary>
    public CmisObject ObjectOf(Document document, Document? series = null)
    {
        var type = types.Of(document);
        // A lock that has ended is none, though nobody took it off.
        var present = document.Lock is { } held ? document with { Lock = held.At(clock.GetUtcNow()) } : document;
        return new CmisObject(present, type, series ?? document, type.IsFolder ? null : BlobHolder.Of(document, schemas));
    }

    private async Task<bool> IsInShownFoldersAsync(CmisCall call, Document document)
    {
        for (var next = document.ParentId; next is not null;)
        {
            if (await documents.FindAsync(document.Repository, next, call.Cancelled) is not { } above || !IsShown(above) || !types.Of(above).IsFolder)
                return false;
            next = above.ParentId;
        }
        return true;
    }

    private bool IsShown(Document document) => !document.IsTrashed && !types.HiddenNames.Contains(document.Type, StringComparer.Ordinal);
}
