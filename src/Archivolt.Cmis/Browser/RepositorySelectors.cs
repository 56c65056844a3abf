using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Query;
using Archivolt.Cmis.Types;
using Archivolt.Documents;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis.Browser;

/// <summary>What is asked of a repository's URL: itself, its types, and queries.</summary>
internal sealed class RepositorySelectors(
    TypeCatalog types, ObjectSearch search, ObjectViews views, IDocumentStore documents, IOptions<CmisOptions> options)
{
    public Task AnswerAsync(CmisCall call) => (call.Parameters.Text("cmisselector") ?? "repositoryInfo").ToUpperInvariant() switch
    {
        "REPOSITORYINFO" => RepositoriesAsync(call, [call.Repository]),
        "TYPECHILDREN" => TypeChildrenAsync(call),
        "TYPEDESCENDANTS" => BrowserJson.SendAsync(call.Context, json => TypeJson.WriteTree(json, call, types, AskedType(call), call.Parameters.TypeDepth(), WithProperties(call))),
        "TYPEDEFINITION" => TypeAsync(call),
        "QUERY" => QueryAsync(call),
        "CHECKEDOUT" => BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteList<CmisObject>(json, "objects", [], hasMore: false, 0, _ => { })),
        var other => throw CmisException.NotSupported($"The selector '{(other.Length > 60 ? other[..60] : other).ToLowerInvariant()}' is not offered for repositories."),
    };

    /// <summary>Repositories by their ids.</summary>
    public async Task RepositoriesAsync(CmisCall call, IReadOnlyList<string>? names = null)
    {
        var shown = new List<(string Name, string RootId)>();
        foreach (var name in names ?? documents.Repositories)
        {
            var root = await documents.FindByPathAsync(name, "/", call.Cancelled);
            if (root is not null)
                shown.Add((name, root.Id));
        }
        await BrowserJson.SendAsync(call.Context, json =>
        {
            json.WriteStartObject();
            foreach (var (name, rootId) in shown)
            {
                json.WritePropertyName(name);
                RepositoryJson.Write(json, call, name, rootId);
            }
            json.WriteEndObject();
        });
    }

    /// <summary>The objects that a query finds: <c>statement</c>, or <c>q</c> as some clients call it in a URL and others in a form.</summary>
    public async Task QueryAsync(CmisCall call)
    {
        var statement = call.Parameters.Text("q") ?? call.Parameters.Required("statement");
        var page = call.Parameters.Page(options.Value);
        var (query, found) = await search.FindAsync(call, statement, page, call.Parameters.Flag("searchAllVersions"));
        var shown = await views.OfAllAsync(call, found.Items, query.Columns);
        var writer = new BrowserJson(call);
        await BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteList(json, "results", shown, found.HasMore, found.Total, view => writer.Write(json, view)));
    }

    private Task TypeChildrenAsync(CmisCall call)
    {
        var (page, below) = (call.Parameters.Page(options.Value), types.Below(AskedType(call)));
        var shown = below.Skip(page.Skipped).Take(page.Most).ToList();
        return BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteList(json, "types", shown, page.Skipped + shown.Count < below.Count, below.Count,
            type => TypeJson.Write(json, call, type, WithProperties(call))));
    }

    private Task TypeAsync(CmisCall call)
    {
        var type = types.Get(call.Parameters.Required("typeId"));
        return BrowserJson.SendAsync(call.Context, json => TypeJson.Write(json, call, type, withProperties: true));
    }

    private CmisType? AskedType(CmisCall call) => call.Parameters.Text("typeId") is { } id ? types.Get(id) : null;

    private static bool WithProperties(CmisCall call) => call.Parameters.Flag("includePropertyDefinitions");
}
