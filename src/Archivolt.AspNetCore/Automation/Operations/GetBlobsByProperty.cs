using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sends the blobs of a list property of a document.</summary>
internal sealed class GetBlobsByProperty : Operation
{
    private readonly BlobPlaces _places;

    public GetBlobsByProperty(BlobPlaces places) : base("Document.GetBlobsByProperty", "Blob", "Sends the blobs of a list property of a document.")
    {
        _places = places;
        Aliases = ["Blob.GetList"];
        Parameters = [OperationParameter.XPath];
    }

    public override IReadOnlyList<string> Signature { get; } = ["document", "bloblist", "documents", "bloblist"];

    public override Task<OperationResult> RunAsync(OperationCall call) => Task.FromResult<OperationResult>(
        new OperationResult.Blobs([.. call.Documents.Items.SelectMany(document => BlobsOf(call, document))], IsList: true));

    private IEnumerable<OperationBlob> BlobsOf(OperationCall call, Document document)
    {
        var list = call.XPath(_places, document, "files:files");
        return document.Blobs().Where(blob => blob.Path.Segments.Take(list.Segments.Count).SequenceEqual(list.Segments))
            .Select(blob => new OperationBlob.Stored(document, blob.Path));
    }
}
