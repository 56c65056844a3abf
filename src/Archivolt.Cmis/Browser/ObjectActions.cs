using Archivolt.Cmis.Access;
using Archivolt.Cmis.Changes;
using Archivolt.Cmis.Objects;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Browser;

/// <summary>What is done by POST of a form.</summary>
internal sealed class ObjectActions(
    ObjectFinder objects, ObjectSelectors selectors, RepositorySelectors repository, ObjectCreation creation, ObjectChanges changes, ContentChanges content, ObjectDeletion deletion, ObjectAccess access, Places places, UploadSessions sessions)
{
    /// <summary>Carries out an action.</summary>
    /// <param name="call">The request.</param>
    /// <param name="path">The path of the object in the URL; null where it is that of the repository.</param>
    public async Task RunAsync(CmisCall call, string? path)
    {
        await using var form = await BrowserForm.ReadAsync(call, sessions, form => AdmitAsync(call, path, form));
        SuppressedStatus.Take(call.Context, form);
        var ofUrl = call.Parameters;
        call.Parameters = new CmisParameters(name => form.Find(name) ?? ofUrl.Text(name));
        ObjectViews.Check(call);
        var action = call.Parameters.Required("cmisaction");
        await (path is null ? RunOnRepositoryAsync(call, action) : RunOnObjectAsync(call, form, action, path));
    }

    // Whoever may not change the object need not send content; where its id comes behind the content, that is seen later.
    private async Task AdmitAsync(CmisCall call, string? path, BrowserForm form)
    {
        if ((form.Find("objectId") ?? call.Parameters.Text("objectId")) is { Length: > 0 } id)
            await places.RequireWriteAsync(call, await objects.GetAsync(call, id));
        else if (path is not (null or "/"))
            await places.RequireWriteAsync(call, await objects.GetByPathAsync(call, path));
    }

    private Task RunOnRepositoryAsync(CmisCall call, string action) => action switch
    {
        "query" => repository.QueryAsync(call),
        "createDocument" or "createDocumentFromSource" => throw CmisException.Constraint("Every object is in a folder here; post to the URL of the folder."),
        _ => throw NotOffered(action),
    };

    private async Task RunOnObjectAsync(CmisCall call, BrowserForm form, string action, string path)
    {
        var changeToken = call.Parameters.Text("changeToken");
        switch (action)
        {
            case "createDocument":
                await CreatedAsync(call, await creation.CreateDocumentAsync(call, await FolderAsync(), form.Properties(), form.Content?.Content));
                break;
            case "createFolder":
                await CreatedAsync(call, await creation.CreateFolderAsync(call, await FolderAsync(), form.Properties()));
                break;
            case "createDocumentFromSource":
                await CreatedAsync(call, await creation.CopyAsync(call, await objects.GetAsync(call, call.Parameters.Required("sourceId")), await FolderAsync(), form.Properties()));
                break;
            case "update":
                await selectors.SendAsync(call, await changes.UpdateAsync(call, await FindAsync(), form.Properties(), changeToken));
                break;
            case "setContent":
                await selectors.SendAsync(call, await content.SetAsync(call, await FindAsync(), changeToken, () => Sent(form)));
                break;
            case "appendContent":
                await selectors.SendAsync(call, await content.AppendAsync(call, await FindAsync(), changeToken, () => Sent(form)));
                break;
            case "deleteContent":
                await selectors.SendAsync(call, await content.DeleteAsync(call, await FindAsync(), changeToken));
                break;
            case "applyACL":
                await ObjectSelectors.SendAclAsync(call, await access.ApplyAsync(call, await FindAsync(), form.Entries("addACE"), form.Entries("removeACE")));
                break;
            case "move":
                await selectors.SendAsync(call, await changes.MoveAsync(
                    call, await FindAsync(), call.Parameters.Required("sourceFolderId"), await objects.GetFolderAsync(call, call.Parameters.Required("targetFolderId"))));
                break;
            case "delete":
                await deletion.DeleteAsync(call, await FindAsync(), call.Parameters.Flag("allVersions", otherwise: true), changeToken);
                break;
            case "deleteTree":
                await deletion.DeleteTreeAsync(call, await FolderAsync());
                // What could not be deleted.
                await BrowserJson.SendAsync(call.Context, json =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("ids");
                    json.WriteEndArray();
                    json.WriteEndObject();
                });
                break;
            default:
                throw NotOffered(action);
        }

        Task<CmisObject> FindAsync() => selectors.FindAsync(call, path);

        async Task<CmisObject> FolderAsync() => ObjectFinder.AsFolder(await FindAsync());
    }

    private async Task CreatedAsync(CmisCall call, CmisObject created)
    {
        call.Context.Response.Headers.Location = $"{call.BaseUrl}/{Uri.EscapeDataString(call.Repository)}/root?objectId={created.Id}";
        await selectors.SendAsync(call, created, StatusCodes.Status201Created);
    }

    private static Blobs.BlobSource Sent(BrowserForm form) => form.Content?.Content ?? throw CmisException.InvalidArgument("The form has no part 'content'.");

    private static CmisException NotOffered(string action) => CmisException.NotSupported($"The action '{(action.Length > 60 ? action[..60] : action)}' is not offered here.");
}
