using Archivolt.Cmis.Objects;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Query;

namespace Archivolt.Cmis.Changes;

/// <summary>Deletes objects: documents and folders go into the trash, a single version goes for good.</summary>
internal sealed class ObjectDeletion(ObjectFinder objects, DocumentEditor editor, DocumentVersions versions, IDocumentSearch search, IDocumentAccess access, TimeProvider clock)
{
    private const int MaxLocks = 1000;

    /// <summary>Deletes an object; a folder has to be empty.</summary>
    /// <param name="call">The request.</param>
    /// <param name="found">The object.</param>
    /// <param name="allVersions">True for the document with all its versions, false for that version only.</param>
    /// <param name="changeToken">The state that the client knows; null for any.</param>
    public async Task DeleteAsync(CmisCall call, CmisObject found, bool allVersions, string? changeToken = null)
    {
        if (found.Document.IsVersion && !allVersions)
        {
            await editor.DeleteAsync(call.Principal, found.Document, Places.Terms(call, changeToken));
            return;
        }
        var mayRemove = await MayRemoveAsync(call, found);
        if (mayRemove && found.IsFolder && (await search.FindAsync(call.Repository, FolderContents.AnythingIn(found), 0, 1, call.Cancelled)).Count > 0)
            throw CmisException.Constraint("The folder is not empty; delete what is in it first, or the tree.");
        if (mayRemove && !found.IsFolder && !allVersions && (await versions.ListAsync(found.Document, call.Cancelled)).Count > 0)
            throw CmisException.Constraint("The document has versions, which go with it; delete it with allVersions=true.");
        await TrashAsync(call, found.Document.IsVersion ? await objects.GetAsync(call, found.Series.Id) : found, changeToken);
    }

    /// <summary>Deletes a folder with everything below it, all or nothing.</summary>
    public async Task DeleteTreeAsync(CmisCall call, CmisObject folder)
    {
        if (call.Parameters.Text("unfileObjects") is not (null or "delete"))
            throw CmisException.Constraint("Objects are always in a folder here; a tree is deleted with what is in it.");
        var locked = new NxqlQuery([], new NxqlCondition.All(
        [
            new NxqlCondition.Comparison("ecm:ancestorId", NxqlOperator.Equal, [folder.Id], 0),
            new NxqlCondition.Not(new NxqlCondition.Comparison("ecm:lockOwner", NxqlOperator.IsNull, [], 0)),
        ]), []);
        var mayRemove = await MayRemoveAsync(call, folder);
        for (var offset = 0; mayRemove && !call.Principal.IsAdministrator; offset += MaxLocks)
        {
            var page = await search.FindAsync(call.Repository, locked, offset, MaxLocks, call.Cancelled);
            if (page.Any(document => document.Lock?.At(clock.GetUtcNow()) is { } held && held.Owner != call.Principal.Name))
                throw new CmisException(CmisError.UpdateConflict, "Somebody else has locked something below the folder; nothing was deleted.");
            if (page.Count < MaxLocks)
                break;
        }
        await TrashAsync(call, folder, changeToken: null);
    }

    // Of what is hidden in a folder only those learn who may remove it; whoever may not is refused when it comes to that.
    private Task<bool> MayRemoveAsync(CmisCall call, CmisObject found) => access.IsAllowedAsync(call.Principal, Permission.Remove, found.Document, call.Cancelled).AsTask();

    private async Task TrashAsync(CmisCall call, CmisObject found, string? changeToken)
    {
        if (found.IsRoot)
            throw CmisException.Constraint("The root of a repository is not deleted.");
        var trashed = await editor.TrashAsync(call.Principal, found.Document, trashed: true, Places.Terms(call, changeToken));
        // Its lock ends with it.
        if (trashed.Lock is not null)
            await editor.UnlockAsync(call.Principal, trashed);
    }
}
