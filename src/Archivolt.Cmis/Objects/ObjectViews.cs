using Archivolt.Cmis.Access;
using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Objects;

/// <summary>An object as an answer shows it.</summary>
/// <param name="Object">The object.</param>
/// <param name="Properties">The properties that are wanted, each with its name in the answer.</param>
/// <param name="Actions">What somebody may do with it; null where nobody asked.</param>
/// <param name="Renditions">The renditions that are wanted.</param>
/// <param name="Acl">Its access list; null where nobody asked.</param>
internal sealed record ObjectView(
    CmisObject Object, IReadOnlyList<(CmisProperty Property, string Name)> Properties, IReadOnlyList<(string Name, bool IsAllowed)>? Actions, IReadOnlyList<CmisRendition> Renditions, CmisAcl? Acl);

/// <summary>Gathers what answers show of objects: <c>filter</c>, <c>includeAllowableActions</c>, <c>includeACL</c> and <c>renditionFilter</c>.</summary>
internal sealed class ObjectViews(AllowableActions actions, ObjectAccess access, CmisRenditions renditions)
{
    private const int MaxFilter = 8 * 1024;

    /// <summary>Refuses parameters that an answer could not follow, before anything is changed.</summary>
    public static void Check(CmisCall call)
    {
        foreach (var flag in (string[])["includeAllowableActions", "includeACL", "succinct"])
            call.Parameters.Flag(flag);
        Filter(call);
    }

    /// <summary>An object, with the columns of a query where there are any.</summary>
    public async Task<ObjectView> OfAsync(CmisCall call, CmisObject found, IReadOnlyList<(CmisProperty Property, string Name)>? columns = null)
    {
        var wanted = columns?.Where(column => found.Type.Properties.ContainsKey(column.Property.Id)).ToList() ?? Wanted(call, found.Type);
        var allowed = call.Parameters.Flag("includeAllowableActions") ? await actions.OfAsync(call, found) : null;
        var acl = call.Parameters.Flag("includeACL") ? await access.OfAsync(call, found) : null;
        return new ObjectView(found, wanted, allowed, renditions.Of(found, call.Parameters.Text("renditionFilter")), acl);
    }

    /// <summary>Several objects.</summary>
    public async Task<IReadOnlyList<ObjectView>> OfAllAsync(CmisCall call, IEnumerable<CmisObject> found, IReadOnlyList<(CmisProperty Property, string Name)>? columns = null)
    {
        var views = new List<ObjectView>();
        foreach (var one in found)
            views.Add(await OfAsync(call, one, columns));
        return views;
    }

    private static string Filter(CmisCall call) => (call.Parameters.Text("filter") ?? "*") is { Length: <= MaxFilter } filter
        ? filter
        : throw CmisException.InvalidArgument($"The parameter 'filter' has at most {MaxFilter} characters.");

    private static List<(CmisProperty, string)> Wanted(CmisCall call, CmisType type)
    {
        var names = Filter(call).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return [.. type.For(call).Where(property => names.Contains("*") || names.Contains(property.Id)).Select(property => (property, property.Id))];
    }
}
