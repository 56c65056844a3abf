using System.Text.Json;
using Archivolt.Cmis.Access;
using Archivolt.Cmis.Objects;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis.Browser;

/// <summary>What is asked of an object's URL.</summary>
internal sealed class ObjectSelectors(
    ObjectFinder objects, FolderContents contents, ObjectVersions versions, ObjectViews views, AllowableActions actions, ObjectAccess access, CmisRenditions renditions, ContentStreams streams, IOptions<CmisOptions> options)
{
    public async Task AnswerAsync(CmisCall call, string path)
    {
        // Some clients name the series that they want the versions of.
        if (call.Parameters.Text("cmisselector") == "versions" && call.Parameters.Text("objectId") is null && call.Parameters.Text("versionSeriesId") is { } series)
        {
            await VersionsAsync(call, await objects.GetAsync(call, series));
            return;
        }
        var found = await FindAsync(call, path);
        var selector = call.Parameters.Text("cmisselector") ?? (found.IsFolder ? "children" : "content");
        await (selector.ToUpperInvariant() switch
        {
            "OBJECT" => ObjectAsync(call, found),
            "PROPERTIES" => PropertiesAsync(call, found),
            "ALLOWABLEACTIONS" => ActionsAsync(call, found),
            "CHILDREN" => ChildrenAsync(call, found),
            "DESCENDANTS" => TreeAsync(call, found, onlyFolders: false),
            "FOLDERTREE" => TreeAsync(call, found, onlyFolders: true),
            "PARENT" => ParentAsync(call, found),
            "PARENTS" => ParentsAsync(call, found),
            "CONTENT" => streams.SendAsync(call, found),
            "RENDITIONS" => BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteRenditions(json, renditions.Of(found, call.Parameters.Text("renditionFilter") ?? "*"))),
            "VERSIONS" => VersionsAsync(call, found),
            "ACL" => SendAclAsync(call, await access.OfAsync(call, found)),
            "RELATIONSHIPS" or "CHECKEDOUT" => BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteList<ObjectView>(json, "objects", [], hasMore: false, 0, _ => { })),
            "POLICIES" => BrowserJson.SendAsync(call.Context, json =>
            {
                json.WriteStartArray();
                json.WriteEndArray();
            }),
            _ => throw CmisException.NotSupported($"The selector '{(selector.Length > 60 ? selector[..60] : selector)}' is not offered for objects."),
        });
    }

    /// <summary>The object of a URL: that of the parameter <c>objectId</c>, else that of the path.</summary>
    public async Task<CmisObject> FindAsync(CmisCall call, string path) => call.Parameters.Text("objectId") is { } id
        ? await versions.ReturnedAsync(call, await objects.GetAsync(call, id), call.Parameters.Text("returnVersion"))
        : await objects.GetByPathAsync(call, path);

    private async Task ObjectAsync(CmisCall call, CmisObject found)
    {
        if (call.Parameters.Flag("major"))
            found = await versions.LatestAsync(call, found, isMajor: true);
        await SendAsync(call, found);
    }

    /// <summary>Answers with an object.</summary>
    public async Task SendAsync(CmisCall call, CmisObject found, int status = 200)
    {
        var (view, writer) = (await views.OfAsync(call, found), new BrowserJson(call));
        await BrowserJson.SendAsync(call.Context, json => writer.Write(json, view), status);
    }

    /// <summary>Answers with an access list.</summary>
    public static Task SendAclAsync(CmisCall call, CmisAcl acl) => BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteAcl(json, acl));

    private async Task PropertiesAsync(CmisCall call, CmisObject found)
    {
        var (view, writer) = (await views.OfAsync(call, found), new BrowserJson(call));
        await BrowserJson.SendAsync(call.Context, json => writer.WriteProperties(json, view));
    }

    private async Task ActionsAsync(CmisCall call, CmisObject found)
    {
        var allowed = await actions.OfAsync(call, found);
        await BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteActions(json, allowed));
    }

    private async Task ChildrenAsync(CmisCall call, CmisObject found)
    {
        var page = await contents.ChildrenAsync(call, ObjectFinder.AsFolder(found), call.Parameters.Page(options.Value), call.Parameters.Text("orderBy"));
        var (shown, writer, segments) = (await views.OfAllAsync(call, page.Items), new BrowserJson(call), call.Parameters.Flag("includePathSegment"));
        await BrowserJson.SendAsync(call.Context, json => BrowserJson.WriteList(json, "objects", shown, page.HasMore, page.Total, view =>
            WritePlaced(json, writer, view, segments ? "pathSegment" : null)));
    }

    private async Task TreeAsync(CmisCall call, CmisObject found, bool onlyFolders)
    {
        var (depth, segments, writer) = (call.Parameters.Depth(), call.Parameters.Flag("includePathSegment"), new BrowserJson(call));
        var tree = await contents.DescendantsAsync(call, ObjectFinder.AsFolder(found), depth, onlyFolders);
        var shown = new Dictionary<CmisObject, ObjectView>(ReferenceEqualityComparer.Instance);
        await LoadAsync(tree);
        await BrowserJson.SendAsync(call.Context, json => WriteBranches(json, tree));

        async Task LoadAsync(IReadOnlyList<CmisBranch> branches)
        {
            foreach (var branch in branches)
            {
                shown[branch.Object] = await views.OfAsync(call, branch.Object);
                await LoadAsync(branch.Below);
            }
        }

        void WriteBranches(Utf8JsonWriter json, IReadOnlyList<CmisBranch> branches)
        {
            json.WriteStartArray();
            foreach (var branch in branches)
            {
                json.WriteStartObject();
                json.WritePropertyName("object");
                WritePlaced(json, writer, shown[branch.Object], segments ? "pathSegment" : null);
                if (branch.Below.Count > 0)
                {
                    json.WritePropertyName("children");
                    WriteBranches(json, branch.Below);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }

    private async Task ParentAsync(CmisCall call, CmisObject found)
    {
        if (!found.IsFolder || found.IsRoot)
            throw CmisException.InvalidArgument(found.IsFolder ? "The root of a repository is in no folder." : "The object is no folder; ask for its parents.");
        await SendAsync(call, await objects.ParentAsync(call, found) ?? throw call.NotFound($"parent of {found.Id}"));
    }

    private async Task ParentsAsync(CmisCall call, CmisObject found)
    {
        var parents = await objects.ParentAsync(call, found) is { } parent ? await views.OfAllAsync(call, [parent]) : [];
        var (writer, segments) = (new BrowserJson(call), call.Parameters.Flag("includeRelativePathSegment"));
        await BrowserJson.SendAsync(call.Context, json =>
        {
            json.WriteStartArray();
            foreach (var view in parents)
                WritePlaced(json, writer, view, segments ? "relativePathSegment" : null, found.Name);
            json.WriteEndArray();
        });
    }

    private async Task VersionsAsync(CmisCall call, CmisObject found)
    {
        var (shown, writer) = (await views.OfAllAsync(call, await versions.AllAsync(call, found)), new BrowserJson(call));
        await BrowserJson.SendAsync(call.Context, json =>
        {
            json.WriteStartArray();
            foreach (var view in shown)
                writer.Write(json, view);
            json.WriteEndArray();
        });
    }

    private static void WritePlaced(Utf8JsonWriter json, BrowserJson writer, ObjectView view, string? segment, string? name = null)
    {
        json.WriteStartObject();
        json.WritePropertyName("object");
        writer.Write(json, view);
        if (segment is not null)
            json.WriteString(segment, name ?? view.Object.Name);
        json.WriteEndObject();
    }
}
