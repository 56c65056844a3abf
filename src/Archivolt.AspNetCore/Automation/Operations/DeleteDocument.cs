using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Deletes a document for good.</summary>
internal sealed class DeleteDocument(DocumentEditor editor) : DocumentOperation("Document.Delete", "Document", "Deletes a document and everything under it.")
{
    public override IReadOnlyList<string> Signature { get; } = ["document", "void", "documents", "void"];

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        await editor.DeleteAsync(call.Principal, document);
        return null;
    }
}
