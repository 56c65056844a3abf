using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Does nothing to a document, which may always be changed; accepted because clients send it.</summary>
internal sealed class CheckOut() : DocumentOperation("Document.CheckOut", "Document", "Does nothing: a document may always be changed.")
{
    protected override Task<Document?> RunAsync(OperationCall call, Document document) => Task.FromResult<Document?>(document);
}
