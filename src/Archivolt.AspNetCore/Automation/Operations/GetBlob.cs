using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sends a blob of a document: of the property, else the main one, else an empty file.</summary>
internal sealed class GetBlob : Operation
{
    private readonly BlobPlaces _places;
    private readonly SchemaRegistry _schemas;

    public GetBlob(BlobPlaces places, SchemaRegistry schemas) : base("Document.GetBlob", "Blob", "Sends a blob of a document.")
    {
        (_places, _schemas) = (places, schemas);
        Aliases = ["Blob.Get"];
        Parameters = [OperationParameter.XPath];
    }

    public override IReadOnlyList<string> Signature { get; } = ["document", "blob", "documents", "bloblist"];

    public override Task<OperationResult> RunAsync(OperationCall call)
    {
        var input = call.Documents;
        return Task.FromResult<OperationResult>(new OperationResult.Blobs([.. input.Items.Select(document => BlobOf(call, document))], input.IsList));
    }

    private OperationBlob BlobOf(OperationCall call, Document document)
    {
        if (call.XPath(_places, document) is var path && document.Properties.Get(path) is Archivolt.Blobs.BlobInfo)
            return new OperationBlob.Stored(document, path);
        return BlobHolder.Of(document, _schemas) is { Main: not null, MainPath: { } main }
            ? new OperationBlob.Stored(document, main)
            : new OperationBlob.Made($"{document.Name}.null", "text/plain", (_, _) => Task.CompletedTask);
    }
}
