using Archivolt.Blobs;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Stores content in a property of a document that a parameter names.</summary>
internal sealed class AttachBlob : BlobOperation<StoredBlob>
{
    private readonly DocumentEditor _editor;
    private readonly BlobPlaces _places;

    public AttachBlob(DocumentEditor editor, BlobPlaces places)
        : base("Blob.AttachOnDocument", "Blob", "Stores a file in a blob property of a document; a list gets another item.")
    {
        (_editor, _places) = (editor, places);
        Aliases = ["Blob.Attach"];
        Parameters = [new("document", ParameterType.Document, IsRequired: true), OperationParameter.XPath, OperationParameter.Save];
    }

    public override IReadOnlyList<string> Signature { get; } = ["blob", "blob", "bloblist", "bloblist"];

    protected override async Task<StoredBlob> RunAsync(OperationCall call, BlobSource content, IReadOnlyList<StoredBlob> before)
    {
        var document = before.Count == 0 ? await call.DocumentAsync("document") : before[^1].Document;
        return await _editor.SetBlobAsync(call.Principal, document, call.XPath(_places, document), content);
    }

    // Of several in one place the last is left.
    protected override OperationResult ResultOf(IReadOnlyList<StoredBlob> results, bool isList) => new OperationResult.Blobs(
        [.. results.DistinctBy(stored => stored.Path).Select(stored => new OperationBlob.Stored(results[^1].Document, stored.Path))], isList);
}
