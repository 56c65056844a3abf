using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sets a blob property of a document to the blob that a parameter describes.</summary>
internal sealed class SetBlob : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly DocumentBlobs _blobs;
    private readonly BlobPlaces _places;
    private readonly BlobReaders _readers;

    public SetBlob(DocumentEditor editor, DocumentBlobs blobs, BlobPlaces places, BlobReaders readers)
        : base("Document.SetBlob", "Blob", "Sets a blob property of a document; a list gets another item.")
    {
        (_editor, _blobs, _places, _readers) = (editor, blobs, places, readers);
        Aliases = ["Blob.Set"];
        Parameters = [new("file", ParameterType.Blob, IsRequired: true), OperationParameter.XPath, OperationParameter.Save];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var path = call.XPath(_places, document);
        var file = await _readers.For(call.Context).ReadAsync(call.Value("file") ?? throw call.Missing("file"), document, path, call.Cancelled);
        return file switch
        {
            BlobInput.Content content => (await _editor.SetBlobAsync(call.Principal, document, path, content.Source)).Document,
            BlobInput.Stored stored => await _editor.UpdateAsync(call.Principal, document, present =>
            {
                present.Properties.Set(_blobs.PlaceOf(present, path), stored.Blob);
                return DocumentEditor.NoContents;
            }),
            _ => throw RequestException.BadRequest("'file' describes no blob: send an uploaded file, or an object with 'name' and 'data'."),
        };
    }
}
