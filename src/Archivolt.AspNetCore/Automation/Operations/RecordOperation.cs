using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Protects a document, which becomes a record unless it is one.</summary>
internal abstract class RecordOperation(string id, string description, Permission permission, RecordKeeper records, RefusalAudit refusals)
    : DocumentOperation(id, "Document", $"{description} It becomes a record unless it is one.")
{
    protected sealed override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var protect = Read(call);
        await call.RequireAsync(document, permission);
        if (!document.IsRecord)
            await call.RequireAsync(document, Permission.MakeRecord);
        return await refusals.WatchAsync(call.Principal, document, async () => await protect(document.IsRecord
            ? document
            : await records.MakeRecordAsync(call.Principal, document, cancellationToken: CancellationToken.None)));
    }

    /// <summary>Reads what is asked for, and refuses what cannot be: there is no way back from a record.</summary>
    /// <returns>Protects the record.</returns>
    protected abstract Func<Document, Task<Document>> Read(OperationCall call);
}
