using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Reads a child of a document.</summary>
internal sealed class GetChild : DocumentOperation
{
    public GetChild() : base("Document.GetChild", "Fetch", "Reads the child of a document that has a name.") =>
        Parameters = [new("name", ParameterType.Text, IsRequired: true)];

    protected override async Task<Document?> RunAsync(OperationCall call, Document document) =>
        await DocumentReference.FindAsync(call.Context, DocumentName.Path(document.Path, call.RequiredText("name")));
}
