using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>Makes a path free for a new document, and takes away what was there.</summary>
internal sealed class Places(LockGuard locks, DocumentEditor editor, IDocumentAccess access)
{
    /// <summary>Checks that something new can be at a path, and moves what lies there in the trash aside.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="RequestException">409: there is no such folder; 400: no document can have the name; 403: something has the name that is not shown.</exception>
    public async Task<Document> FreeAsync(DavCall call, Resource resource)
    {
        var folder = resource.Folder ?? throw (call.Principal.IsAnonymous ? DocumentEditor.RefusalFor(call.Principal)
            : (Exception)new RequestException(StatusCodes.Status409Conflict, $"There is no folder '{resource.Path.Parent.Document}'; make it first."));
        // A client that cannot find what it stored would store it again.
        if (!DocumentName.IsUsable(resource.Path.Name))
        {
            throw RequestException.BadRequest($"A document's name has at most {DocumentName.MaxLength} characters, none of them a backslash or control character, and no space at its ends.");
        }
        locks.CheckMembership(call, resource);
        if (resource.Hidden is { } hidden)
        {
            // Of what is hidden only those learn who may write here.
            if (!await access.IsAllowedAsync(call.Principal, Permission.Write, folder, call.Cancelled))
                throw DocumentEditor.RefusalFor(call.Principal);
            await StepAsideAsync(call, hidden, folder);
        }
        return folder;
    }

    /// <summary>Makes an empty document at a path.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.NameTaken"/>: somebody else made one there meanwhile.</exception>
    public async Task<Document> MakeAsync(DavCall call, Resource resource, string type)
    {
        var (folder, name) = (await FreeAsync(call, resource), resource.Path.Name);
        return await editor.CreateAsync(call.Principal, folder, name, type, draft =>
        {
            draft.Properties.Set("dc:title", name);
            return DocumentEditor.NoContents;
        }, locks.TermsOfFolder(call, folder) with { ExactName = true });
    }

    /// <summary>Puts a document into the trash, with what is in it; its locks end (RFC 4918 §9.6).</summary>
    /// <returns>The document in the trash.</returns>
    public async Task<Document> RemoveAsync(DavCall call, Resource resource)
    {
        var trashed = await editor.TrashAsync(call.Principal, resource.Document!, trashed: true, locks.TermsOf(call, resource));
        return trashed.Lock is null ? trashed : await editor.UnlockAsync(call.Principal, trashed);
    }

    /// <summary>Takes what is at a path out of the way, does something, and brings it back where that fails.</summary>
    public async Task<T> InsteadOfAsync<T>(DavCall call, Resource present, Func<Task<T>> replace)
    {
        var document = present.Document!;
        var trashed = await editor.TrashAsync(call.Principal, document, trashed: true, locks.TermsOf(call, present));
        try
        {
            await StepAsideAsync(call, trashed, present.Folder!);
            var made = await replace();
            if (trashed.Lock is not null)
                await editor.UnlockAsync(call.Principal, trashed);
            return made;
        }
        catch
        {
            var restored = await editor.TrashAsync(call.Principal, trashed, trashed: false);
            await editor.MoveAsync(call.Principal, restored, present.Folder!, document.Name);
            throw;
        }
    }

    private async Task StepAsideAsync(DavCall call, Document document, Document folder)
    {
        if (!document.IsTrashed)
            throw RequestException.Forbidden($"A document that is not shown here has the name '{document.Name}'.");
        await editor.MoveAsideAsync(call.Principal, document, folder);
    }
}
