using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Takes a document out of the trash.</summary>
internal sealed class UntrashDocument(DocumentEditor editor) : DocumentOperation("Document.Untrash", "Document", "Takes a document out of the trash.")
{
    protected override async Task<Document?> RunAsync(OperationCall call, Document document) =>
        await editor.TrashAsync(call.Principal, document, trashed: false);
}
