using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.WebDav;

/// <summary>
/// Keeps a document under its name where a program saves by moving the old file away and putting a new one in its place: the two documents swap places and contents. So links, permissions and
/// versions stay with the file that people know, and the backup is the new document. NTFS keeps a file's metadata in the same way ("tunneling").
/// </summary>
internal sealed class SavesByRename(
    IFormerNames names, IDocumentAccess access, LockGuard locks, FileContent content, DocumentEditor editor, TimeProvider clock)
{
    /// <summary>Moves a document away, and remembers from where.</summary>
    public async Task LeaveAsync(DavCall call, Resource source, DavPath destination, Func<Task> move)
    {
        var document = source.Document!;
        // Back to where it was: it was renamed, and is not missed under the name between.
        var isBack = (await names.FindAsync(document.Repository, destination.Document, call.Principal, call.Cancelled))?.Id == document.Id;
        var isMissed = !isBack && !source.IsFolder && !await content.IsScratchAsync(call.Principal, document);
        if (isMissed)
            await names.RememberAsync(document, call.Principal, CancellationToken.None);
        try
        {
            await move();
        }
        catch when (isMissed)
        {
            await names.ForgetAsync(document, CancellationToken.None);
            throw;
        }
        if (isBack)
            await names.ForgetAsync(document, CancellationToken.None);
    }

    /// <summary>The document that is to return to a name where a new file is about to be put; null for none.</summary>
    /// <param name="call">The request.</param>
    /// <param name="target">The name.</param>
    /// <param name="moved">The document that is moved there; null for a new one.</param>
    /// <exception cref="DavRefusal">423: it is locked.</exception>
    /// <exception cref="DocumentException">Its content may not be replaced.</exception>
    public async Task<Document?> MissedAsync(DavCall call, Resource target, Document? moved = null)
    {
        if (await names.FindAsync(call.Repository, target.Path.Document, call.Principal, call.Cancelled) is not { } missed || missed.Id == moved?.Id)
            return null;
        if (!await access.IsAllowedAsync(call.Principal, Permission.Write, missed, call.Cancelled))
            return null;
        locks.CheckChange(call, new Resource(DavPath.Of(missed), missed, Hidden: null, Above: []));
        ContentGuard.CheckWrite(missed, ImportedFile.Content, clock.GetUtcNow());
        return missed;
    }

    /// <summary>Has a document return to its name, with the content of the new file that was put there.</summary>
    /// <returns>What is under the name then.</returns>
    public async Task<Document> ReturnAsync(DavCall call, Resource target, Document? missed, Document made)
    {
        if (missed is null)
            return made;
        Document returned, left;
        try
        {
            (returned, left) = await editor.ReturnAsync(call.Principal, missed, made,
                (document, newcomer) => FileContent.Exchange(missed.Name, document, made.Name, newcomer),
                new EditOptions { Condition = present => present.ParentId == missed.ParentId && present.IsTrashed == missed.IsTrashed, Comment = $"content of {made.Path}" });
        }
        catch (DocumentException exception) when (exception.Error is DocumentError.NotFound or DocumentError.Conflict or DocumentError.ConditionFailed or DocumentError.Denied or DocumentError.ContentLocked or DocumentError.Retained)
        {
            // Somebody took it, or hindered it, since it was looked for: it stays where it is by now, and the new file is a document of its own.
            return made;
        }
        await names.ForgetAsync(returned, CancellationToken.None);
        await names.ForgetAsync(left, CancellationToken.None);
        // Where a backup took its content, it only waited in the trash.
        if (left.IsTrashed && (target.Hidden?.Id == missed.Id || ScratchFile.IsNamed(left.Name)))
            await content.DiscardAsync(call.Principal, left);
        return returned;
    }
}
