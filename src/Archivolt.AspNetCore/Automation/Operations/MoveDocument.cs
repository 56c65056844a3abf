using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Moves a document, and gives it another name where one is given.</summary>
internal sealed class MoveDocument : DocumentOperation
{
    private readonly DocumentEditor _editor;

    public MoveDocument(DocumentEditor editor) : base("Document.Move", "Document", "Moves a document with everything under it to another parent.")
    {
        _editor = editor;
        Parameters = [new("target", ParameterType.Document, IsRequired: true), new("name", ParameterType.Text)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document) =>
        await _editor.MoveAsync(call.Principal, document, await call.DocumentAsync("target"), call.Text("name") is { Length: > 0 } name ? name : null);
}
