using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Puts a legal hold on a document.</summary>
internal sealed class HoldDocument : RecordOperation
{
    private readonly RecordKeeper _records;

    public HoldDocument(RecordKeeper records, RefusalAudit refusals) : base("Document.Hold", "Puts a legal hold on a document.", Permission.ManageLegalHold, records, refusals)
    {
        _records = records;
        Parameters = [new("description", ParameterType.Text)];
    }

    protected override Func<Document, Task<Document>> Read(OperationCall call)
    {
        var terms = new EditOptions { Comment = call.Text("description") };
        return record => _records.SetLegalHoldAsync(call.Principal, record, hold: true, terms, CancellationToken.None);
    }
}
