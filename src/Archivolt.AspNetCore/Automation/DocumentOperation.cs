using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation;

/// <summary>An operation on a document; on each in turn where it is given several.</summary>
internal abstract class DocumentOperation(string id, string category, string description) : Operation(id, category, description)
{
    public override IReadOnlyList<string> Signature { get; } = ["document", "document", "documents", "documents"];

    public sealed override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var input = call.Documents;
        var results = new List<Document>(input.Items.Count);
        foreach (var document in input.Items)
        {
            if (await RunAsync(call, document) is { } result)
                results.Add(result);
        }
        return results.Count == 0 && !input.IsList ? OperationResult.Nothing : new OperationResult.Documents(results, input.IsList);
    }

    /// <summary>Runs it on one document; returns what is answered for it, or null for nothing.</summary>
    protected abstract Task<Document?> RunAsync(OperationCall call, Document document);
}
