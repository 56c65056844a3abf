using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Puts a legal hold on a document, which becomes a record unless it is one.</summary>
internal sealed class HoldDocument : DocumentOperation
{
    private readonly RecordKeeper _records;
    private readonly RefusalAudit _refusals;

    public HoldDocument(RecordKeeper records, RefusalAudit refusals) : base("Document.Hold", "Document", "Puts a legal hold on a document, which becomes a record unless it is one.")
    {
        (_records, _refusals) = (records, refusals);
        Parameters = [new("description", ParameterType.Text)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        await call.RequireAsync(document, Permission.ManageLegalHold);
        if (!document.IsRecord)
            await call.RequireAsync(document, Permission.MakeRecord);
        return await _refusals.WatchAsync(call.Principal, document, async () =>
        {
            var record = document.IsRecord ? document : await _records.MakeRecordAsync(call.Principal, document, cancellationToken: CancellationToken.None);
            return await _records.SetLegalHoldAsync(call.Principal, record, hold: true, new EditOptions { Comment = call.Text("description") }, CancellationToken.None);
        });
    }
}
