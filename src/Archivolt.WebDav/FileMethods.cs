using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>GET, HEAD and PUT: content goes out through the download service and comes in as over REST.</summary>
internal sealed class FileMethods(ResourceTree tree, LockGuard locks, Places places, SavesByRename saves, FileContent content, DownloadSender sender, DocumentEditor editor, BlobPlaces blobs)
{
    public async Task GetAsync(DavCall call)
    {
        var resource = await tree.GetAsync(call);
        // As on the platform: what has no file is empty.
        if (resource.IsFolder || Resource.MainBlobOf(resource.Document!) is null)
        {
            call.Context.Response.ContentLength = 0;
            return;
        }
        await sender.SendAsync(new DownloadRequest
        {
            Principal = call.Principal,
            Repository = resource.Document!.Repository,
            DocumentId = resource.Document.Id,
            Document = resource.Document,
        }, call.Context);
    }

    // The content is read with the connection as its only clock: a vanished client fails the read, which leaves nothing.
    public async Task PutAsync(DavCall call)
    {
        if (call.Context.Request.Headers.ContentRange.Count > 0)
            throw RequestException.BadRequest("Content-Range asks for a part of the content to be replaced, which is not offered; send the whole content without it.");
        var resource = await tree.FindAsync(call, call.Path);
        if (resource.IsFolder)
            throw new RequestException(StatusCodes.Status405MethodNotAllowed, "A folder takes no content.");
        try
        {
            if (resource.Document is { } document)
                await ReplaceAsync(call, resource, document);
            else
                await CreateAsync(call, resource);
        }
        // Content that is not what its sender announced: the request is at fault, no store.
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            throw RequestException.BadRequest(exception.Message, exception);
        }
        // On the platform for a replacement too.
        call.Context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private async Task ReplaceAsync(DavCall call, Resource resource, Document document)
    {
        locks.CheckChange(call, resource);
        var place = blobs.Of(document, "");
        await editor.SetBlobAsync(call.Principal, document, place, () =>
        {
            var file = BlobUpload.OpenBody(call.Context, document.Name);
            return ValueTask.FromResult(file.With(document.Name, ImportedFile.MediaTypeOf(file, document.Name), file.Encoding));
        }, locks.TermsOf(call, resource));
    }

    private async Task CreateAsync(DavCall call, Resource resource)
    {
        if (call.Context.Request.Headers.IfMatch.Count > 0)
            throw new RequestException(StatusCodes.Status412PreconditionFailed, "There is no document here, and the request makes one a condition.");
        var missed = await saves.MissedAsync(call, resource);
        var folder = await places.FreeAsync(call, resource);
        var name = resource.Path.Name;
        var file = BlobUpload.OpenBody(call.Context, name);
        var mediaType = ImportedFile.MediaTypeOf(file, name);
        var created = await ImportedFile.CreateAsync(editor, call.Principal, folder, name, ImportedFile.TypeOf(mediaType), file.With(name, mediaType, file.Encoding),
            locks.TermsOfFolder(call, folder));
        if (created.Name == name)
        {
            await saves.ReturnAsync(call, resource, missed, created);
            return;
        }
        // Somebody else was faster with the name: the later content is that of the one document.
        try
        {
            var present = await tree.FindAsync(call, call.Path);
            if (present is not { Document: { } other, IsFolder: false } || call.Context.Request.Headers.IfNoneMatch.Count > 0)
                throw new RequestException(StatusCodes.Status412PreconditionFailed, "Somebody else made a document here meanwhile.");
            locks.CheckChange(call, present);
            await content.ReplaceAsync(call.Principal, other, created, locks.TermsOf(call, present));
        }
        finally
        {
            await editor.DeleteAsync(call.Principal, created);
        }
    }
}
