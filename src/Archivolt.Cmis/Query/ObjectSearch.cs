using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Types;
using Archivolt.Documents.Query;

namespace Archivolt.Cmis.Query;

/// <summary>Runs queries.</summary>
internal sealed class ObjectSearch(ObjectFinder objects, TypeCatalog types, ReadableSearch search)
{
    /// <summary>A page of what a query finds and somebody may read. What is in a folder in the trash is left out of its page.</summary>
    public async Task<(QlQuery Query, CmisList<CmisObject> Found)> FindAsync(CmisCall call, string statement, CmisPage page, bool allVersions)
    {
        var asked = QlParser.Parse(statement, types);
        var conditions = new List<NxqlCondition> { Is("ecm:isTrashed", false) };
        if (!allVersions)
            conditions.Add(Is("ecm:isVersion", false));
        if (asked.Where is { } where)
            conditions.Add(where);
        IReadOnlyList<string> names = asked.Type.ParentId is null ? [.. types.Below(asked.Type).Select(type => type.Id)] : [asked.Type.Id];
        var found = await search.FindAsync(call.Principal, call.Repository, new NxqlQuery(names, new NxqlCondition.All(conditions), asked.OrderBy), page.Skipped, page.Most, call.Cancelled);
        var shown = new List<CmisObject>();
        foreach (var document in found.Documents)
        {
            if (await objects.ShownAsync(call, document) is { } one)
                shown.Add(one);
        }
        return (asked, new CmisList<CmisObject>(shown, found.HasMore, found.Total));
    }

    private static NxqlCondition.Comparison Is(string property, object value) => new(property, NxqlOperator.Equal, [value], 0);
}
