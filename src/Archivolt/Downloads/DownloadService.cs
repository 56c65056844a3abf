using Archivolt.Access;
using Archivolt.Audit;
using Archivolt.Documents;
using Microsoft.Extensions.Logging;

namespace Archivolt.Downloads;

/// <summary>
/// The one way by which content leaves: finds the blob, asks the permissions, and records the download. Sending the bytes is the host's
/// half (<c>Archivolt.AspNetCore</c>).
/// </summary>
public sealed class DownloadService(
    IDocumentStore documents, IDocumentAccess access, DocumentBlobs blobs, SchemaRegistry schemas, IAuditLog audit,
    IEnumerable<IDownloadPermission> permissions, TimeProvider clock, ILogger<DownloadService> logger)
{
    /// <summary>Resolves a request and checks every permission.</summary>
    /// <exception cref="DownloadException">The download is refused.</exception>
    /// <exception cref="Blobs.BlobException">The store failed.</exception>
    public Task<DownloadTicket> AuthorizeAsync(DownloadRequest request, CancellationToken cancellationToken = default)
    {
        _ = (documents, access, blobs, schemas, audit, permissions, clock, logger);
        throw new NotSupportedException();
    }

    /// <summary>
    /// Writes the one audit entry of a logical download, before the first byte goes. The sender calls it for every answer that contains
    /// the content's first byte and for redirects; never for HEAD, 304 or later ranges.
    /// </summary>
    public ValueTask RecordAsync(DownloadTicket ticket, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
