using Archivolt.AspNetCore.Documents;
using Archivolt.Cmis.Access;
using Archivolt.Cmis.Changes;
using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Types;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Atom;

/// <summary>What is done by POST, PUT and DELETE.</summary>
internal sealed class AtomWriting(
    ObjectFinder objects, TypeCatalog types, AtomReading reading, ObjectCreation creation, ObjectChanges changes, ContentChanges content, ObjectDeletion deletion, ObjectAccess access, Places places, UploadSessions sessions)
{
    public Task RunAsync(CmisCall call, string resource)
    {
        ObjectViews.Check(call);
        return ChangeAsync(call, resource);
    }

    private Task ChangeAsync(CmisCall call, string resource) => (call.Context.Request.Method, resource) switch
    {
        ("POST", "children") => PostAsync(call),
        ("POST", "query") => QueryAsync(call),
        ("PUT", "entry" or "id") => UpdateAsync(call),
        ("PUT", "content") => SetContentAsync(call),
        ("PUT", "acl") => SetAclAsync(call),
        ("DELETE", "content") => DeleteContentAsync(call),
        ("DELETE", "entry" or "id") => DeleteAsync(call),
        ("DELETE", "descendants" or "foldertree" or "children") => DeleteTreeAsync(call),
        ("POST", "checkedout" or "versions") => throw CmisException.NotSupported("Documents are not checked out here; change them, and keep versions."),
        var (method, _) => throw CmisException.NotSupported($"This URL does not take {(method.Length > 20 ? "this method" : method)}."),
    };

    // An entry in a folder: a new object, or with sourceFolderId one that moves.
    private async Task PostAsync(CmisCall call)
    {
        var folder = await objects.GetFolderAsync(call, call.Parameters.Required("id"));
        await places.RequireWriteAsync(call, folder);
        await using var entry = await AtomEntry.ReadAsync(call, sessions);
        if (entry.ValueOf(StandardProperties.ObjectId) is { Length: > 0 } id)
        {
            var source = call.Parameters.Text("sourceFolderId") ?? throw CmisException.NotSupported("An object is in one folder here; move it with the parameter 'sourceFolderId'.");
            await reading.SendAsync(call, await changes.MoveAsync(call, await objects.GetAsync(call, id), source, folder), StatusCodes.Status201Created);
            return;
        }
        var isFolder = GivenProperties.TypeIdIn(entry.Properties) is { } typeId && types.Find(typeId)?.IsFolder is true;
        if (isFolder && entry.Content is not null)
            throw new CmisException(CmisError.StreamNotSupported, "A folder takes no content.");
        var created = isFolder ? await creation.CreateFolderAsync(call, folder, entry.Properties) : await creation.CreateDocumentAsync(call, folder, entry.Properties, entry.Content?.Content);
        call.Context.Response.Headers.Location = new AtomUrl(call).Of("entry", created.Id);
        await reading.SendAsync(call, created, StatusCodes.Status201Created);
    }

    private async Task QueryAsync(CmisCall call)
    {
        var query = await QueryBody.ReadAsync(call.Context);
        var ofUrl = call.Parameters;
        call.Parameters = new CmisParameters(name => query.GetValueOrDefault(name) ?? ofUrl.Text(name));
        await reading.QueryAsync(call, call.Parameters.Required("statement"), StatusCodes.Status201Created);
    }

    private async Task UpdateAsync(CmisCall call)
    {
        var found = await FindAsync(call);
        await places.RequireWriteAsync(call, found);
        await using var entry = await AtomEntry.ReadAsync(call, sessions);
        if (entry.Content is not null)
            throw CmisException.Constraint("Content is changed by PUT to the URL of the link edit-media; nothing was changed.");
        await reading.SendAsync(call, await changes.UpdateAsync(call, found, entry.Written, call.Parameters.Text("changeToken")));
    }

    // The content is read with the connection as its only clock: a vanished client fails the read, which leaves nothing.
    private async Task SetContentAsync(CmisCall call)
    {
        if (call.Context.Request.Headers.ContentRange.Count > 0)
            throw CmisException.InvalidArgument("Content-Range asks for a part of the content to be replaced, which is not offered; send the whole content without it.");
        var found = await FindAsync(call);
        var (isNew, changeToken) = (found.Content is null, call.Parameters.Text("changeToken"));
        var name = AspNetCore.RequestBlobs.FileNameOf(call.Context.Request.Headers) ?? found.Name;
        var changed = call.Parameters.Flag("append")
            ? await content.AppendAsync(call, found, changeToken, () => BlobUpload.OpenBody(call.Context, name))
            : await content.SetAsync(call, found, changeToken, () => BlobUpload.OpenBody(call.Context, name));
        call.Context.Response.Headers.ContentLocation = call.Context.Response.Headers.Location = new AtomUrl(call).Of("content", changed.Id);
        await reading.SendAsync(call, changed, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task SetAclAsync(CmisCall call)
    {
        var found = await FindAsync(call);
        await places.RequireWriteAsync(call, found);
        await AtomReading.SendAclAsync(call, await access.ReplaceAsync(call, found, await AclXml.ReadAsync(call.Context)));
    }

    private async Task DeleteContentAsync(CmisCall call)
    {
        await content.DeleteAsync(call, await FindAsync(call), call.Parameters.Text("changeToken"));
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task DeleteAsync(CmisCall call)
    {
        await deletion.DeleteAsync(call, await FindAsync(call), call.Parameters.Flag("allVersions", otherwise: true), call.Parameters.Text("changeToken"));
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task DeleteTreeAsync(CmisCall call)
    {
        await deletion.DeleteTreeAsync(call, ObjectFinder.AsFolder(await FindAsync(call)));
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task<CmisObject> FindAsync(CmisCall call) => objects.GetAsync(call, call.Parameters.Required("id"));
}
