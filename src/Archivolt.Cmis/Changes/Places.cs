using Archivolt.AspNetCore.Documents;
using Archivolt.Cmis.Objects;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.Cmis.Changes;

/// <summary>Makes names in folders free for objects.</summary>
internal sealed class Places(IDocumentStore documents, IDocumentAccess access, DocumentEditor editor)
{
    /// <summary>Terms for a change: the state that a client knows, and that nobody put the document into the trash meanwhile.</summary>
    public static EditOptions Terms(string? changeToken = null) => new() { ChangeToken = changeToken, Condition = present => !present.IsTrashed };

    /// <summary>The same with the conditions of a request about a document, or about its content where a path is given.</summary>
    public static EditOptions Terms(CmisCall call, string? changeToken, PropertyPath? path = null)
    {
        var request = call.Context.Request;
        var asked = (path is null ? WriteConditions.OfDocument(request) : WriteConditions.OfBlob(request, path)).Condition;
        return new EditOptions { ChangeToken = changeToken, Condition = present => !present.IsTrashed && asked?.Invoke(present) is not false };
    }

    /// <summary>Refuses whoever may not change an object, before content comes that takes long.</summary>
    public async Task RequireWriteAsync(CmisCall call, CmisObject found)
    {
        if (await access.IsAllowedAsync(call.Principal, Permission.Write, found.Document, call.Cancelled))
            return;
        throw DocumentEditor.RefusalFor(call.Principal);
    }

    /// <summary>Checks that something can have a name in a folder, and moves what has it and lies in the trash aside.</summary>
    /// <exception cref="CmisException">No document can have the name, or another one has it.</exception>
    public async Task FreeAsync(CmisCall call, CmisObject folder, string name)
    {
        // A client that cannot find what it stored would store it again.
        if (!DocumentName.IsUsable(name))
            throw new CmisException(CmisError.NameConstraintViolation, $"A name has at most {DocumentName.MaxLength} characters, none of them a slash, backslash or control character, and no space at its ends.");
        // Of what is hidden only those learn who may write here; whoever may not is refused when it comes to that.
        if (!await access.IsAllowedAsync(call.Principal, Permission.Write, folder.Document, call.Cancelled)
            || await documents.FindByPathAsync(call.Repository, DocumentName.Path(folder.Document.Path, name), call.Cancelled) is not { } present)
        {
            return;
        }
        if (!present.IsTrashed)
            throw CmisException.NameTaken(name);
        try
        {
            await editor.MoveAsideAsync(call.Principal, present, folder.Document);
        }
        // Whoever may not move it aside is told what they would be told of something hidden, and not of a document that they did not name.
        catch (DocumentException exception) when (exception.Error is DocumentError.Denied or DocumentError.ConditionFailed)
        {
            throw CmisException.NameTaken(name);
        }
    }
}
