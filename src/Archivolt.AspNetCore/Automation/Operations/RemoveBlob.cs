using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Takes a blob away from a document: a list is emptied, an item leaves its list, anything else becomes null.</summary>
internal sealed class RemoveBlob : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly BlobPlaces _places;

    public RemoveBlob(DocumentEditor editor, BlobPlaces places) : base("Blob.RemoveFromDocument", "Blob", "Takes a blob, or a list of them, away from a document.")
    {
        (_editor, _places) = (editor, places);
        Aliases = ["Blob.Remove"];
        Parameters = [OperationParameter.XPath, OperationParameter.Save];
    }

    protected override Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var path = call.XPath(_places, document);
        return Changed(document.Properties.Get(path) is List<object?> or Dictionary<string, object?>
            ? _editor.UpdateAsync(call.Principal, document, present => Take(present, path))
            : _editor.RemoveBlobAsync(call.Principal, document, path));

        static async Task<Document?> Changed(Task<Document> change) => await change;
    }

    private static Task<IReadOnlyList<(PropertyPath Path, Blobs.BlobSource Content)>> Take(Document document, PropertyPath path)
    {
        if (path.Segments.Count > 1 && PropertyPath.TryIndex(path.Segments[^1], out var index)
            && document.Properties.Get(path.Parent!) is List<object?> items && index < items.Count)
        {
            items.RemoveAt(index);
        }
        else
        {
            document.Properties.Set(path, document.Properties.Get(path) is List<object?> ? new List<object?>() : null);
        }
        return DocumentEditor.NoContents;
    }
}
