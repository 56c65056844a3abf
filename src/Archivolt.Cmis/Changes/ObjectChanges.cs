using Archivolt.AspNetCore.Documents;
using Archivolt.Cmis.Objects;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.Cmis.Changes;

/// <summary>Changes properties, names and places of objects.</summary>
internal sealed class ObjectChanges(ObjectFinder objects, Places places, DocumentEditor editor, FileNames names)
{
    /// <summary>Changes properties, all or none of them. A new name is a new last segment of the path; title and file name follow where they were the same.</summary>
    public async Task<CmisObject> UpdateAsync(CmisCall call, CmisObject found, IReadOnlyList<GivenProperty> given, string? changeToken)
    {
        var understood = GivenProperties.Of(found.Type, given, found);
        changeToken ??= understood.ChangeToken;
        var (document, before) = (found.Document, found.Document.Name);
        CmisObject? renamedIn = null;
        var terms = Places.Terms(call, changeToken);
        if (understood.Name is { } name && name != found.Name)
        {
            if (document.IsVersion)
                throw CmisException.Constraint("A version has the name of its document.");
            if (await objects.ParentAsync(call, found) is not { } folder)
                throw CmisException.Constraint("The root of a repository has no name, and what is in a folder that is not shown keeps its own.");
            document = await PlaceAsync(call, found, folder, name, terms);
            (renamedIn, terms) = (folder, Places.Terms());
        }
        if (understood.IsEmpty)
        {
            document.CheckUnchanged(terms.ChangeToken);
            return objects.ObjectOf(document, document.IsVersion ? found.Series : null);
        }
        try
        {
            return objects.ObjectOf(await editor.UpdateAsync(call.Principal, document, present =>
            {
                understood.SetOn(present);
                return DocumentEditor.NoContents;
            }, terms));
        }
        catch when (renamedIn is not null)
        {
            await names.FollowAsync(call.Principal, await editor.MoveAsync(call.Principal, document, renamedIn.Document, before), document.Name);
            throw;
        }
    }

    /// <summary>Moves an object with everything below it from its folder to another one.</summary>
    public async Task<CmisObject> MoveAsync(CmisCall call, CmisObject found, string sourceFolderId, CmisObject target)
    {
        if (found.Document.IsVersion)
            throw CmisException.Constraint("A version stays where its document is.");
        if (found.Series.ParentId is not { } parent || !string.Equals(parent, sourceFolderId, StringComparison.OrdinalIgnoreCase))
            throw CmisException.InvalidArgument("The object is not in the folder that it is to be moved from.");
        return target.Id == parent ? found : objects.ObjectOf(await PlaceAsync(call, found, target, found.Name, Places.Terms(call, changeToken: null)));
    }

    private async Task<Document> PlaceAsync(CmisCall call, CmisObject found, CmisObject folder, string name, EditOptions terms)
    {
        var before = found.Document;
        before.CheckUnchanged(terms.ChangeToken);
        await places.FreeAsync(call, folder, name);
        var moved = await editor.MoveAsync(call.Principal, before, folder.Document, name, terms with { ExactName = true });
        return name == before.Name ? moved : await names.FollowAsync(call.Principal, moved, before.Name);
    }
}
