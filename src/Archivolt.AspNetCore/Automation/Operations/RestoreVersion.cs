using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Brings a document back to the state of a version, which is the input; answers the document.</summary>
internal sealed class RestoreVersion : DocumentOperation
{
    private readonly DocumentVersions _versions;

    public RestoreVersion(DocumentVersions versions) : base("Document.RestoreVersion", "Document", "Brings a document back to the state of a version, which is the input.")
    {
        _versions = versions;
        Parameters = [new("createVersion", ParameterType.Boolean), new("checkout", ParameterType.Boolean)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        // The state that is given up stays a version where that is asked for.
        if (call.Flag("createVersion") && document is { IsVersion: true, ParentId: { } id })
            await _versions.CheckInAsync(call.Principal, await DocumentReference.FindAsync(call.Context, id), isMajor: false);
        return await _versions.RestoreAsync(call.Principal, document);
    }
}
