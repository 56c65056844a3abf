using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;

namespace Archivolt.Documents.Renditions;

/// <summary>The content of documents as what renditions are made of, for the server itself: nobody gets it by that, and whoever gets a rendition is asked then.</summary>
internal sealed class ContentForRenditions(DocumentBlobs blobs, SchemaRegistry schemas, LinkedFileAccess? linked = null)
{
    /// <summary>The main content of a document; null where it has none that is stored here.</summary>
    public DownloadTicket? Of(Document document)
    {
        if (BlobHolder.Of(document, schemas) is not { Main: { } main, MainPath: { } path } || linked?.IsLinked(main.Key) is true)
            return null;
        return new DownloadTicket
        {
            Request = new DownloadRequest { Principal = Principal.System, Repository = document.Repository, DocumentId = document.Id, Document = document },
            Document = document,
            Path = path,
            Blob = main,
            Provider = blobs.ProviderOf(main, document.Repository),
            FileName = DownloadFileName.Clean(main.FileName) ?? "file",
            LastModified = document.Modified,
        };
    }
}
