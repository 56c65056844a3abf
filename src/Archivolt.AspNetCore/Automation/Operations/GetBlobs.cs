using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sends all blobs of a document.</summary>
internal sealed class GetBlobs : Operation
{
    private readonly SchemaRegistry _schemas;

    public GetBlobs(SchemaRegistry schemas) : base("Document.GetBlobs", "Blob", "Sends all blobs of a document, the main one first.")
    {
        _schemas = schemas;
        Aliases = ["Blob.GetAll"];
    }

    public override IReadOnlyList<string> Signature { get; } = ["document", "bloblist", "documents", "bloblist"];

    public override Task<OperationResult> RunAsync(OperationCall call)
    {
        var blobs = call.Documents.Items.SelectMany(document => (BlobHolder.Of(document, _schemas)?.Blobs ?? [])
            .Select(blob => (OperationBlob)new OperationBlob.Stored(document, blob.Path))).ToList();
        return Task.FromResult(blobs.Count == 0 ? OperationResult.Nothing : new OperationResult.Blobs(blobs, IsList: true));
    }
}
