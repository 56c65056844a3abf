using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Locks a document, so that nobody else changes it.</summary>
internal sealed class LockDocument(DocumentEditor editor) : DocumentOperation("Document.Lock", "Document", "Locks a document, so that nobody else changes it.")
{
    protected override async Task<Document?> RunAsync(OperationCall call, Document document) => await editor.LockAsync(call.Principal, document);
}
