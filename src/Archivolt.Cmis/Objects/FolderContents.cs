using Archivolt.Cmis.Types;
using Archivolt.Documents.Query;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis.Objects;

/// <summary>What is in folders.</summary>
internal sealed class FolderContents(ObjectFinder objects, TypeCatalog types, ReadableSearch search, IOptions<CmisOptions> options)
{
    /// <summary>A page of what is in a folder, in an order such as <c>cmis:name ASC, cmis:lastModificationDate DESC</c>.</summary>
    public async Task<CmisList<CmisObject>> ChildrenAsync(CmisCall call, CmisObject folder, CmisPage page, string? orderBy = null, bool onlyFolders = false)
    {
        var query = new NxqlQuery(onlyFolders ? FolderNames() : [], In(folder), OrderOf(orderBy));
        var found = await search.FindAsync(call.Principal, call.Repository, query, page.Skipped, page.Most, call.Cancelled);
        return new CmisList<CmisObject>([.. found.Documents.Select(document => objects.ObjectOf(document))], found.HasMore, found.Total);
    }

    /// <summary>Everything below a folder, so many levels deep.</summary>
    /// <exception cref="CmisException">There is more than one answer holds.</exception>
    public async Task<IReadOnlyList<CmisBranch>> DescendantsAsync(CmisCall call, CmisObject folder, int depth, bool onlyFolders)
    {
        var most = options.Value.MaxDescendants;
        var (top, count) = (new List<CmisBranch>(), 0);
        var waiting = new Queue<(CmisObject Folder, List<CmisBranch> Into, int Level)>([(folder, top, 1)]);
        while (waiting.TryDequeue(out var next))
        {
            for (var page = new CmisPage(0, options.Value.MaxItems); ; page = page with { Skipped = page.Skipped + page.Most })
            {
                var children = await ChildrenAsync(call, next.Folder, page, onlyFolders: onlyFolders);
                if ((count += children.Items.Count) > most)
                    throw CmisException.Constraint($"There are more than {most} objects below the folder; ask for fewer levels, or for what is in each folder.");
                foreach (var child in children.Items)
                {
                    var branch = new CmisBranch(child, []);
                    next.Into.Add(branch);
                    if (child.IsFolder && next.Level < depth)
                        waiting.Enqueue((child, branch.Below, next.Level + 1));
                }
                if (!children.HasMore)
                    break;
            }
        }
        return top;
    }

    /// <summary>True where something is in a folder, whoever may read it.</summary>
    public static NxqlQuery AnythingIn(CmisObject folder) => new([], new NxqlCondition.All([Is("ecm:parentId", folder.Id), Is("ecm:isTrashed", false)]), []);

    private NxqlCondition.All In(CmisObject folder) => new(
    [
        Is("ecm:parentId", folder.Id), Is("ecm:isTrashed", false), Is("ecm:isVersion", false),
        new NxqlCondition.Not(new NxqlCondition.Comparison("ecm:primaryType", NxqlOperator.In, [.. types.HiddenNames.DefaultIfEmpty("")], 0)),
    ]);

    private List<string> FolderNames() => [.. types.Below(types.Get(TypeCatalog.FolderId)).Select(type => type.Id)];

    private IReadOnlyList<NxqlOrder> OrderOf(string? orderBy) => orderBy is null ? [] :
    [
        .. orderBy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(key =>
        {
            var words = key.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var direction = words.ElementAtOrDefault(1) ?? "ASC";
            var isDescending = direction.Equals("DESC", StringComparison.OrdinalIgnoreCase);
            if (words.Length > 2 || !isDescending && !direction.Equals("ASC", StringComparison.OrdinalIgnoreCase))
                throw CmisException.InvalidArgument("The parameter 'orderBy' is a list of properties, each followed by ASC or DESC.");
            var property = types.Base.Select(type => type.Properties.GetValueOrDefault(words[0])).FirstOrDefault(known => known is not null);
            return property is { IsOrderable: true, Queried: { } queried } ? new NxqlOrder(queried, isDescending, 0) : throw CmisException.InvalidArgument($"Objects are not ordered by '{words[0]}'.");
        }),
    ];

    private static NxqlCondition.Comparison Is(string property, object value) => new(property, NxqlOperator.Equal, [value], 0);
}

/// <summary>An object below a folder, with what is below itself.</summary>
internal sealed record CmisBranch(CmisObject Object, List<CmisBranch> Below);
