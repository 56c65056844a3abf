using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Puts a document into the trash.</summary>
internal sealed class TrashDocument(DocumentEditor editor) : DocumentOperation("Document.Trash", "Document", "Puts a document into the trash.")
{
    protected override async Task<Document?> RunAsync(OperationCall call, Document document) =>
        await editor.TrashAsync(call.Principal, document, trashed: true);
}
