using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Takes the legal hold off a record.</summary>
internal sealed class UnholdDocument(RecordKeeper records, RefusalAudit refusals) : DocumentOperation("Document.Unhold", "Document", "Takes the legal hold off a record.")
{
    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        await call.RequireAsync(document, Permission.ManageLegalHold);
        return await refusals.WatchAsync(call.Principal, document,
            () => records.SetLegalHoldAsync(call.Principal, document, hold: false, cancellationToken: CancellationToken.None));
    }
}
