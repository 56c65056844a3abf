using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Reads the children of a document.</summary>
internal sealed class GetChildren : Operation
{
    private readonly ReadableDocuments _documents;

    public GetChildren(ReadableDocuments documents) : base("Document.GetChildren", "Fetch", "Reads the children of a document in creation order, as far as one page goes.") =>
        _documents = documents;

    public override IReadOnlyList<string> Signature { get; } = ["document", "documents"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var children = new List<Document>();
        foreach (var parent in call.Documents.Items)
            children.AddRange((await _documents.ChildrenAsync(call.Principal, parent, 0, Paging.MaxSize, call.Cancelled)).Page);
        return new OperationResult.Documents(children, IsList: true);
    }
}
