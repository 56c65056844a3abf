using Archivolt.Cmis.Access;
using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Query;
using Archivolt.Cmis.Types;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis.Atom;

/// <summary>What is asked for by GET.</summary>
internal sealed class AtomReading(
    ObjectFinder objects, FolderContents contents, ObjectVersions versions, ObjectViews views, AllowableActions actions, ObjectAccess access, ContentStreams streams, TypeCatalog types, ObjectSearch search,
    IDocumentStore documents, IOptions<CmisOptions> options)
{
    public Task AnswerAsync(CmisCall call, string resource) => resource switch
    {
        "entry" or "id" => ByIdAsync(call),
        "path" => ByPathAsync(call),
        "children" => ChildrenAsync(call),
        "descendants" => TreeAsync(call, resource, onlyFolders: false),
        "foldertree" => TreeAsync(call, resource, onlyFolders: true),
        "parents" => ParentsAsync(call),
        "content" => ContentAsync(call),
        "allowableactions" => ActionsAsync(call),
        "acl" => AclAsync(call),
        "versions" => VersionsAsync(call),
        "type" => TypeAsync(call),
        "types" => TypesAsync(call),
        "typedesc" => TypeTreeAsync(call),
        "query" => QueryAsync(call, call.Parameters.Required("q"), StatusCodes.Status200OK),
        "checkedout" => FeedAsync(call, resource, call.Repository, "checked out", [], new CmisPage(0, 0), hasMore: false, total: 0),
        _ => throw CmisException.Nothing("resource", resource),
    };

    /// <summary>The service document.</summary>
    public async Task ServiceAsync(CmisCall call, string? repository)
    {
        using var xml = new AtomXml("app", "service", AtomNames.App);
        foreach (var name in documents.Repositories.Where(name => repository is null || name == repository))
        {
            if (await documents.FindByPathAsync(name, "/", call.Cancelled) is { } root)
                new ServiceXml(call, xml).Workspace(name, root.Id);
        }
        await xml.SendAsync(call.Context, AtomNames.ServiceType);
    }

    /// <summary>Answers with an object.</summary>
    public async Task SendAsync(CmisCall call, CmisObject found, int status = StatusCodes.Status200OK)
    {
        var view = await views.OfAsync(call, found);
        using var xml = new AtomXml("atom", "entry", AtomNames.Atom);
        new ObjectXml(call, xml).WriteIn(view);
        await xml.SendAsync(call.Context, AtomNames.EntryType, status);
    }

    /// <summary>The objects that a query finds.</summary>
    public async Task QueryAsync(CmisCall call, string statement, int status)
    {
        var page = call.Parameters.Page(options.Value);
        var (query, found) = await search.FindAsync(call, statement, page, call.Parameters.Flag("searchAllVersions"));
        await FeedAsync(call, "query", call.Repository, "query", await views.OfAllAsync(call, found.Items, query.Columns), page, found.HasMore, found.Total, status: status);
    }

    private async Task ByIdAsync(CmisCall call)
    {
        var found = await objects.GetAsync(call, call.Parameters.Required("id"));
        await SendAsync(call, await versions.ReturnedAsync(call, found, call.Parameters.Text("returnVersion")));
    }

    private async Task ByPathAsync(CmisCall call) => await SendAsync(call, await objects.GetByPathAsync(call, call.Parameters.Required("path")));

    private async Task ChildrenAsync(CmisCall call)
    {
        var (folder, page) = (await objects.GetFolderAsync(call, call.Parameters.Required("id")), call.Parameters.Page(options.Value));
        var children = await contents.ChildrenAsync(call, folder, page, call.Parameters.Text("orderBy"));
        var segments = call.Parameters.Flag("includePathSegment");
        await FeedAsync(call, "children", folder.Id, folder.Name, await views.OfAllAsync(call, children.Items), page, children.HasMore, children.Total,
            (xml, view) => xml.Text("pathSegment", AtomNames.Rest, view.Object.Name), segments, folder.Document.Modified);
    }

    private async Task TreeAsync(CmisCall call, string resource, bool onlyFolders)
    {
        var folder = await objects.GetFolderAsync(call, call.Parameters.Required("id"));
        var tree = await contents.DescendantsAsync(call, folder, call.Parameters.Depth(), onlyFolders);
        var shown = new Dictionary<CmisObject, ObjectView>(ReferenceEqualityComparer.Instance);
        var waiting = new Queue<CmisBranch>(tree);
        while (waiting.TryDequeue(out var branch))
        {
            shown[branch.Object] = await views.OfAsync(call, branch.Object);
            branch.Below.ForEach(waiting.Enqueue);
        }
        using var xml = new AtomXml("atom", "feed", AtomNames.Atom);
        var feed = new FeedXml(call, xml, resource);
        feed.Begin(folder.Id, folder.Name, folder.Document.Modified);
        feed.Tree(tree, shown, call.Parameters.Flag("includePathSegment"));
        await xml.SendAsync(call.Context, AtomNames.TreeType);
    }

    private async Task ParentsAsync(CmisCall call)
    {
        var found = await objects.GetAsync(call, call.Parameters.Required("id"));
        var parents = await objects.ParentAsync(call, found) is { } parent ? await views.OfAllAsync(call, [parent]) : [];
        await FeedAsync(call, "parents", found.Id, found.Name, parents, new CmisPage(0, 1), hasMore: false, parents.Count,
            (xml, _) => xml.Text("relativePathSegment", AtomNames.Rest, found.Name), call.Parameters.Flag("includeRelativePathSegment"), found.Document.Modified);
    }

    private async Task ContentAsync(CmisCall call) => await streams.SendAsync(call, await objects.GetAsync(call, call.Parameters.Required("id")));

    private async Task ActionsAsync(CmisCall call)
    {
        var allowed = await actions.OfAsync(call, await objects.GetAsync(call, call.Parameters.Required("id")));
        using var xml = new AtomXml("cmis", "allowableActions", AtomNames.Core);
        new ObjectXml(call, xml).WriteActions(allowed);
        await xml.SendAsync(call.Context, AtomNames.ActionsType);
    }

    /// <summary>Answers with an access list.</summary>
    public static async Task SendAclAsync(CmisCall call, CmisAcl acl)
    {
        using var xml = new AtomXml("cmis", "acl", AtomNames.Core);
        AclXml.WriteIn(xml, acl);
        await xml.SendAsync(call.Context, AtomNames.AclType);
    }

    private async Task AclAsync(CmisCall call) => await SendAclAsync(call, await access.OfAsync(call, await objects.GetAsync(call, call.Parameters.Required("id"))));

    private async Task VersionsAsync(CmisCall call)
    {
        var found = await objects.GetAsync(call, call.Parameters.Required("id"));
        var all = await versions.AllAsync(call, found);
        await FeedAsync(call, "versions", found.Series.Id, found.Name, await views.OfAllAsync(call, all), new CmisPage(0, all.Count), hasMore: false, all.Count, updated: found.Series.Modified);
    }

    private async Task TypeAsync(CmisCall call)
    {
        var type = types.Get(call.Parameters.Text("typeId") ?? call.Parameters.Required("id"));
        using var xml = new AtomXml("atom", "entry", AtomNames.Atom);
        new TypeXml(call, xml).WriteIn(type, withProperties: true);
        await xml.SendAsync(call.Context, AtomNames.EntryType);
    }

    private async Task TypesAsync(CmisCall call)
    {
        var (page, below) = (call.Parameters.Page(options.Value), types.Below(AskedType(call)));
        var shown = below.Skip(page.Skipped).Take(page.Most).ToList();
        using var xml = new AtomXml("atom", "feed", AtomNames.Atom);
        var feed = new FeedXml(call, xml, "types");
        feed.Begin(call.Repository, "types", updated: null);
        feed.Pages(page, page.Skipped + shown.Count < below.Count, below.Count);
        foreach (var type in shown)
            new TypeXml(call, xml).Entry(type, WithProperties(call));
        await xml.SendAsync(call.Context, AtomNames.FeedType);
    }

    private async Task TypeTreeAsync(CmisCall call)
    {
        using var xml = new AtomXml("atom", "feed", AtomNames.Atom);
        new FeedXml(call, xml, "typedesc").Begin(call.Repository, "types", updated: null);
        new TypeXml(call, xml).Tree(types, AskedType(call), call.Parameters.TypeDepth(), WithProperties(call));
        await xml.SendAsync(call.Context, AtomNames.TreeType);
    }

    private static async Task FeedAsync(
        CmisCall call, string resource, string id, string title, IReadOnlyList<ObjectView> shown, CmisPage page, bool hasMore, long? total,
        Action<AtomXml, ObjectView>? writeSegment = null, bool withSegments = false, DateTimeOffset? updated = null, int status = StatusCodes.Status200OK)
    {
        using var xml = new AtomXml("atom", "feed", AtomNames.Atom);
        var feed = new FeedXml(call, xml, resource);
        feed.Begin(id, title, updated);
        feed.Pages(page, hasMore, total);
        var writer = new ObjectXml(call, xml);
        foreach (var view in shown)
            writer.Entry(view, withSegments ? () => writeSegment!(xml, view) : null);
        await xml.SendAsync(call.Context, AtomNames.FeedType, status);
    }

    private CmisType? AskedType(CmisCall call) => call.Parameters.Text("typeId") is { } id ? types.Get(id) : null;

    private static bool WithProperties(CmisCall call) => call.Parameters.Flag("includePropertyDefinitions");
}
