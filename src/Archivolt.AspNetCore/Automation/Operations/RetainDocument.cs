using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Retains a document until a time, or for a time without a known end; it becomes a record unless it is one.</summary>
internal sealed class RetainDocument : DocumentOperation
{
    private readonly RecordKeeper _records;
    private readonly RefusalAudit _refusals;

    public RetainDocument(RecordKeeper records, RefusalAudit refusals)
        : base("Document.Retain", "Document", "Retains a document until a time, or without 'until' for a time without a known end; it becomes a record unless it is one.")
    {
        (_records, _refusals) = (records, refusals);
        Parameters = [new("until", ParameterType.Date)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var until = call.Date("until") ?? Retention.Indeterminate;
        await call.RequireAsync(document, Permission.SetRetention);
        if (!document.IsRecord)
            await call.RequireAsync(document, Permission.MakeRecord);
        return await _refusals.WatchAsync(call.Principal, document, async () =>
        {
            var record = document.IsRecord ? document : await _records.MakeRecordAsync(call.Principal, document, cancellationToken: CancellationToken.None);
            return await _records.SetRetentionAsync(call.Principal, record, until, cancellationToken: CancellationToken.None);
        });
    }
}
