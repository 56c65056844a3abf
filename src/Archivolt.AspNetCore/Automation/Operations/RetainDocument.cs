using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Retains a document until a time, or for a time without a known end.</summary>
internal sealed class RetainDocument : RecordOperation
{
    private readonly RecordKeeper _records;
    private readonly TimeProvider _clock;

    public RetainDocument(RecordKeeper records, RefusalAudit refusals, TimeProvider clock)
        : base("Document.Retain", "Retains a document until a time, or without 'until' for a time without a known end.", Permission.SetRetention, records, refusals)
    {
        (_records, _clock) = (records, clock);
        Parameters = [new("until", ParameterType.Date)];
    }

    protected override Func<Document, Task<Document>> Read(OperationCall call)
    {
        var until = call.Date("until") ?? Retention.Indeterminate;
        if (until <= _clock.GetUtcNow())
            throw RequestException.BadRequest("'until' is over; give a time to come.");
        return record => _records.SetRetentionAsync(call.Principal, record, until, cancellationToken: CancellationToken.None);
    }
}
