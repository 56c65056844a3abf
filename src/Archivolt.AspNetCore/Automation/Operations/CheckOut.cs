using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Checks a document out that is as its last version is; a change of it does so as well.</summary>
internal sealed class CheckOut(DocumentEditor editor) : DocumentOperation("Document.CheckOut", "Document", "Checks a document out that is as its last version is; a change of it does so as well.")
{
    protected override async Task<Document?> RunAsync(OperationCall call, Document document) => await editor.CheckOutAsync(call.Principal, document);
}
