using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Gives a blob of a document another file name.</summary>
internal sealed class SetBlobName : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly BlobPlaces _places;

    public SetBlobName(DocumentEditor editor, BlobPlaces places) : base("Document.SetBlobName", "Blob", "Gives a blob of a document another file name.")
    {
        (_editor, _places) = (editor, places);
        Aliases = ["Blob.SetFilename"];
        Parameters = [new("name", ParameterType.Text, IsRequired: true), OperationParameter.XPath, OperationParameter.Save];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var path = call.XPath(_places, document);
        var name = DownloadFileName.Clean(call.RequiredText("name")) ?? throw call.Missing("name");
        DescriptionLimits.Check(name, mediaType: null, encoding: null);
        return await _editor.UpdateAsync(call.Principal, document, present =>
        {
            if (present.Properties.Get(path) is not BlobInfo blob)
                throw RequestException.NotFound($"The document has no blob at '{path}'.");
            present.Properties.Set(path, blob with { FileName = name });
            return DocumentEditor.NoContents;
        });
    }
}
