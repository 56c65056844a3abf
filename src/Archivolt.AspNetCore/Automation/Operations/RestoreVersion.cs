using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Brings a document back to the state of a version, which is the input; answers the document.</summary>
internal sealed class RestoreVersion : DocumentOperation
{
    private readonly DocumentVersions _versions;
    private readonly DocumentEditor _editor;

    public RestoreVersion(DocumentVersions versions, DocumentEditor editor) : base("Document.RestoreVersion", "Document", "Brings a document back to the state of a version, which is the input.")
    {
        (_versions, _editor) = (versions, editor);
        Parameters = [new("createVersion", ParameterType.Boolean), new("checkout", ParameterType.Boolean)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        // The state that is given up stays a version where that is asked for.
        if (call.Flag("createVersion") && document is { IsVersion: true, ParentId: { } id })
            await _versions.CheckInAsync(call.Principal, await DocumentReference.FindAsync(call.Context, id), isMajor: false);
        var restored = await _versions.RestoreAsync(call.Principal, document);
        return call.Flag("checkout") ? await _editor.CheckOutAsync(call.Principal, restored) : restored;
    }
}
