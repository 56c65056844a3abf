using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>COPY and MOVE (RFC 4918 §9.8, §9.9). A file that is put over another one gives it its content; the document that was there stays.</summary>
internal sealed class CopyMove(
    ResourceTree tree, LockGuard locks, Places places, SavesByRename saves, FileContent content, DocumentCopies copies, FileNames names, DocumentEditor editor)
{
    private static readonly EditOptions Exactly = new() { ExactName = true };

    public async Task CopyAsync(DavCall call)
    {
        var (source, target) = await EndsAsync(call);
        if (call.Depth == Depth.One)
            throw RequestException.BadRequest("COPY takes Depth 0 or infinity.");
        await RunAsync(call, source, target,
            async present =>
            {
                await copies.AuthorizeAsync(call.Principal, source.Document!, call.Cancelled);
                await content.ReplaceAsync(call.Principal, present, source.Document!, locks.TermsOf(call, target));
            },
            () => CopyTreeAsync(call, source, target));
    }

    public async Task MoveAsync(DavCall call)
    {
        var (source, target) = await EndsAsync(call);
        if (source.IsFolder && call.Depth is not (null or Depth.Infinity))
            throw RequestException.BadRequest("A folder is moved with all that is in it (Depth: infinity).");
        locks.CheckMembership(call, source);
        await locks.CheckBelowAsync(call, source);
        await saves.LeaveAsync(call, source, target.Path, () => RunAsync(call, source, target,
            async present =>
            {
                // The target's readers may not be the source's: the move needs the right to download it.
                await copies.AuthorizeAsync(call.Principal, source.Document!, call.Cancelled);
                await content.MoveAsync(call.Principal, present, locks.TermsOf(call, target), source.Document!, locks.TermsOf(call, source));
            },
            () => MoveTreeAsync(call, source, target)));
    }

    private async Task<(Resource Source, Resource Target)> EndsAsync(DavCall call)
    {
        var destination = call.Destination();
        var source = await tree.GetAsync(call);
        if (source.Path.IsRoot || destination.IsRoot || destination == source.Path || destination.IsBelow(source.Path) || source.Path.IsBelow(destination))
            throw RequestException.Forbidden("The source and the destination are to be different documents, none of them below the other.");
        return (source, await tree.FindAsync(call, destination));
    }

    private async Task RunAsync(DavCall call, Resource source, Resource target, Func<Document, Task> replaceContent, Func<Task<Document>> place)
    {
        if (target.Document is { } present)
        {
            if (!call.Overwrites)
                throw new RequestException(StatusCodes.Status412PreconditionFailed, "There is a document at the destination, which is not to be overwritten.");
            locks.CheckMembership(call, target);
            await locks.CheckBelowAsync(call, target);
            if (source.IsFolder || target.IsFolder)
                await places.InsteadOfAsync(call, target, place);
            else
                await replaceContent(present);
            call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var missed = source.IsFolder ? null : await saves.MissedAsync(call, target, source.Document);
        if (missed is not null)
            await copies.AuthorizeAsync(call.Principal, source.Document!, call.Cancelled);
        await places.FreeAsync(call, target);
        await saves.ReturnAsync(call, target, missed, await place());
        call.Context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private async Task<Document> MoveTreeAsync(DavCall call, Resource source, Resource target)
    {
        var (before, name) = (source.Document!, target.Path.Name);
        var moved = await editor.MoveAsync(call.Principal, before, target.Folder!, name, locks.TermsOf(call, source) with { ExactName = true });
        // A lock stays with the path (RFC 4918 §7.6).
        foreach (var token in moved.Lock?.Tokens ?? [])
            moved = await editor.ReleaseLockAsync(call.Principal, moved, token.Value);
        return name == before.Name ? moved : await names.FollowAsync(call.Principal, moved, before.Name);
    }

    private async Task<Document> CopyTreeAsync(DavCall call, Resource source, Resource target)
    {
        var copy = await CopyOneAsync(call, source.Document!, target.Folder!, target.Path.Name, Exactly);
        return source.IsFolder && call.Depth != Depth.Zero
            ? await copies.FillAsync(call.Principal, copy, source, folder => tree.ChildrenAsync(call, folder, call.Cancelled), child => child.IsFolder,
                (child, into) => CopyOneAsync(call, child.Document!, into, child.Path.Name, DocumentCopies.Inside))
            : copy;
    }

    private Task<Document> CopyOneAsync(DavCall call, Document document, Document folder, string name, EditOptions options) =>
        copies.CopyAsync(call.Principal, document, folder, name, call.Cancelled, copy => FileNames.Rename(copy, document.Name, name), options);
}
