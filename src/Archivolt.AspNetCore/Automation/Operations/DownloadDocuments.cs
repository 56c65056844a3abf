using Archivolt.AspNetCore.Archives;
using Archivolt.AspNetCore.Errors;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Packs the main files of documents into a ZIP, which is made while it is sent.</summary>
internal sealed class DownloadDocuments : Operation
{
    private readonly DocumentArchive _archive;

    public DownloadDocuments(DocumentArchive archive) : base("Blob.BulkDownload", "Blob", "Packs the main files of documents, and of folders those of everything under them, into a ZIP; those that may not be downloaded are left out.")
    {
        _archive = archive;
        Parameters = [new("filename", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["document", "blob", "documents", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var documents = call.Documents.Items.DistinctBy(document => document.Id).ToList();
        if (documents.Count > DocumentArchive.MaxListed)
            throw RequestException.BadRequest($"So many documents are not packed at once: {documents.Count}; {DocumentArchive.MaxListed} are the limit.");
        await _archive.CheckSizeAsync(documents, call.Cancelled);
        return OperationResult.Zip(call.Text("filename") is { Length: > 0 } name ? name : "documents.zip",
            (zip, cancellationToken) => _archive.AddFilesAsync(zip, documents, call.Principal, cancellationToken));
    }
}
