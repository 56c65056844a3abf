using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Takes the lock off a document.</summary>
internal sealed class UnlockDocument(DocumentEditor editor) : DocumentOperation("Document.Unlock", "Document", "Takes the lock off a document.")
{
    protected override async Task<Document?> RunAsync(OperationCall call, Document document) => await editor.UnlockAsync(call.Principal, document);
}
