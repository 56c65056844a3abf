using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Takes an access entry, or all entries of a user or group, away from a document.</summary>
internal sealed class RemovePermission : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly IDocumentAccess _access;

    public RemovePermission(DocumentEditor editor, IDocumentAccess access)
        : base("Document.RemovePermission", "Document", "Takes an access entry, or all of a user or group, away from a document.")
    {
        (_editor, _access) = (editor, access);
        Aliases = ["Document.RemoveACL"];
        Parameters = [new("id", ParameterType.Text), new("user", ParameterType.Text), new("acl", ParameterType.Text)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var (id, user) = (call.Text("id"), call.Text("user"));
        if (id is null && user is null)
            throw call.Missing("id");
        var left = (await _access.GetEntriesAsync(document, call.Cancelled)).Where(entry => id is null ? entry.Grantee != user : AccessJson.IdOf(entry) != id);
        await _editor.SetAccessAsync(call.Principal, document, [.. left], new EditOptions { ChangeToken = document.ChangeToken });
        return await DocumentReference.FindAsync(call.Context, document.Id);
    }
}
