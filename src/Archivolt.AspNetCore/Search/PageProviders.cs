using Archivolt.AspNetCore.Errors;

namespace Archivolt.AspNetCore.Search;

/// <summary>Queries that clients run by name. A question mark takes a value of the request.</summary>
internal static class PageProviders
{
    private const string Children = "SELECT * FROM Document WHERE ecm:parentId = ? AND ecm:isVersion = 0 AND ecm:isTrashed = 0";

    private static readonly Dictionary<string, string> Queries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CURRENT_DOC_CHILDREN"] = Children,
        ["document_content"] = Children,
        ["advanced_document_content"] = Children,
        ["TREE_CHILDREN_PP"] = Children + " AND ecm:mixinType = 'Folderish'",
        ["tree_children"] = Children + " AND ecm:mixinType = 'Folderish'",
        ["document_trash_content"] = "SELECT * FROM Document WHERE ecm:parentId = ? AND ecm:isVersion = 0 AND ecm:isTrashed = 1",
    };

    /// <summary>The query of a name.</summary>
    /// <exception cref="RequestException">404: there is none.</exception>
    public static string Get(string name) => Queries.GetValueOrDefault(name)
        ?? throw RequestException.NotFound($"There is no page provider '{name}'; there are {string.Join(", ", Queries.Keys)}.");
}
