using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Gives users or groups a permission on a document.</summary>
internal sealed class AddPermission : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly IDocumentAccess _access;

    public AddPermission(DocumentEditor editor, IDocumentAccess access) : base("Document.AddPermission", "Document", "Gives users or groups a permission on a document.")
    {
        (_editor, _access) = (editor, access);
        Aliases = ["Document.AddACL"];
        Parameters =
        [
            new("permission", ParameterType.Text, IsRequired: true), new("username", ParameterType.Text), new("user", ParameterType.Text), new("users", ParameterType.Texts),
            new("acl", ParameterType.Text), new("begin", ParameterType.Date), new("end", ParameterType.Date), new("blockInheritance", ParameterType.Boolean),
            new("notify", ParameterType.Boolean), new("comment", ParameterType.Text),
        ];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        string[] grantees = [.. new[] { call.Text("username"), call.Text("user") }.OfType<string>().Concat(call.Texts("users")).Distinct(StringComparer.Ordinal)];
        if (grantees.Length == 0)
            throw call.Missing("username");
        if (call.Text("acl") is not (null or "" or DocumentAcl.Local))
            throw RequestException.BadRequest($"Documents have one list of their own, '{DocumentAcl.Local}'; 'acl' names another.");
        var added = grantees.Select(grantee => new AccessEntry(grantee, AccessEndpoints.PermissionNamed(call.RequiredText("permission"), grantee))
        {
            Creator = call.Principal.Name,
            Begin = call.Date("begin"),
            End = call.Date("end"),
        });
        if (call.Flag("blockInheritance"))
            added = added.Append(new AccessEntry(Principal.Everyone, Permission.Everything, Granted: false) { Creator = call.Principal.Name });
        var present = await _access.GetEntriesAsync(document, call.Cancelled);
        await _editor.SetAccessAsync(call.Principal, document, [.. present.Union(added)], new EditOptions { ChangeToken = document.ChangeToken, Comment = call.Text("comment") });
        return await DocumentReference.FindAsync(call.Context, document.Id);
    }
}
