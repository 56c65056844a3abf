using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.WebDav;

/// <summary>MKCOL and DELETE. What is deleted goes into the trash; what programs made for themselves does not.</summary>
internal sealed class FolderMethods(ResourceTree tree, LockGuard locks, Places places, FileContent content)
{
    public async Task MakeAsync(DavCall call)
    {
        if (call.Context.Request.ContentLength > 0 || call.Context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && call.Context.Request.ContentLength is null)
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, "MKCOL takes no body.");
        var resource = await tree.FindAsync(call, call.Path);
        if (resource.Document is not null)
            throw Taken();
        try
        {
            await places.MakeAsync(call, resource, "Folder");
        }
        catch (DocumentException exception) when (exception.Error == DocumentError.NameTaken)
        {
            throw Taken();
        }
        call.Context.Response.StatusCode = StatusCodes.Status201Created;
    }

    public async Task DeleteAsync(DavCall call)
    {
        var resource = await tree.GetAsync(call);
        if (resource.IsFolder && call.Depth is not (null or Depth.Infinity))
            throw RequestException.BadRequest("A folder is deleted with all that is in it (Depth: infinity).");
        locks.CheckMembership(call, resource);
        await locks.CheckBelowAsync(call, resource);
        var trashed = await places.RemoveAsync(call, resource);
        if (!resource.IsFolder && (ScratchFile.IsNamed(trashed.Name) || FileContent.IsBackup(trashed)))
            await content.DiscardAsync(call.Principal, trashed);
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestException Taken() => new(StatusCodes.Status405MethodNotAllowed, "There is a document with this name already.");
}
