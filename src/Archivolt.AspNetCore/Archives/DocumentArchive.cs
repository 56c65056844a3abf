using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Renditions;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Query;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Archives;

/// <summary>
/// Packs documents for somebody: of each its XML and its files, in a folder of its own for each below another. What they may not read is left out; each file is a download
/// of its own, with its permissions and its audit entry.
/// </summary>
internal sealed class DocumentArchive(DownloadService downloads, ReadableDocuments documents, IDocumentSearch search, SchemaRegistry schemas)
{
    /// <summary>So many documents go into one ZIP.</summary>
    public const int MaxDocuments = 100_000;

    /// <summary>So many documents of a list.</summary>
    public const int MaxListed = 10_000;

    /// <summary>Refuses what would be too much before any of it is sent.</summary>
    /// <exception cref="RequestException">400: more than <see cref="MaxDocuments"/> documents.</exception>
    public async Task CheckSizeAsync(IEnumerable<Document> packed, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var document in packed)
        {
            count += 1 + (IsFolder(document) ? await search.CountAsync(document.Repository, Below(document), MaxDocuments, cancellationToken) : 0);
            if (count > MaxDocuments)
                throw RequestException.BadRequest($"More than {MaxDocuments} documents are not packed into one ZIP; take the folders one by one.");
        }
    }

    /// <summary>Packs a document.</summary>
    public async Task AddAsync(ZipWriter zip, string folder, Document document, Principal principal, string rendition, CancellationToken cancellationToken)
    {
        await zip.AddAsync(folder, "document.xml", document.Modified, (target, stop) => target.WriteAsync(DocumentXml.Write(document, schemas), stop).AsTask(), cancellationToken);
        foreach (var (path, _) in document.Blobs())
            await AddBlobAsync(zip, folder, RequestFor(document, path.ToString(), principal, rendition), cancellationToken);
    }

    /// <summary>Packs a document and everything under it that is not in the trash.</summary>
    public async Task AddTreeAsync(ZipWriter zip, Document root, Principal principal, string rendition, CancellationToken cancellationToken)
    {
        var count = 0;
        await AddBelowAsync("", root);

        async Task AddBelowAsync(string parent, Document document)
        {
            if (++count > MaxDocuments)
                throw new InvalidOperationException($"More than {MaxDocuments} documents are not packed into one ZIP.");
            var folder = zip.AddFolder(parent, document.Name is { Length: > 0 } name ? name : document.Repository);
            await AddAsync(zip, folder, document, principal, rendition, cancellationToken);
            await foreach (var child in documents.AllChildrenAsync(principal, document, cancellationToken))
            {
                if (child is { IsTrashed: false, IsVersion: false } && !IsHidden(child))
                    await AddBelowAsync(folder, child);
            }
        }
    }

    /// <summary>True where documents have a main file, or may have one below them.</summary>
    public bool HasFiles(IEnumerable<Document> packed) => packed.Any(document => IsFolder(document) || BlobHolder.Of(document, schemas)?.Main is not null);

    /// <summary>
    /// Packs the main files of documents and, of each folder, in a folder of its name, those of everything under it that is not in the trash. One that has none, that a rule
    /// refuses, or that is linked and not for the person, is left out.
    /// </summary>
    public async Task AddFilesAsync(ZipWriter zip, IEnumerable<Document> packed, Principal principal, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var document in packed)
            await AddBelowAsync("", document);

        async Task AddBelowAsync(string parent, Document document)
        {
            if (++count > MaxDocuments)
                throw new InvalidOperationException($"More than {MaxDocuments} documents are not packed into one ZIP.");
            if (!IsFolder(document))
            {
                if (BlobHolder.Of(document, schemas)?.Main is not null)
                    await AddBlobAsync(zip, parent, RequestFor(document, xpath: null, principal, rendition: null), cancellationToken);
                return;
            }
            var folder = zip.AddFolder(parent, document.Name);
            await foreach (var child in documents.AllChildrenAsync(principal, document, cancellationToken))
            {
                if (child is { IsTrashed: false, IsVersion: false } && !IsHidden(child))
                    await AddBelowAsync(folder, child);
            }
        }
    }

    private async Task AddBlobAsync(ZipWriter zip, string folder, DownloadRequest request, CancellationToken cancellationToken)
    {
        DownloadTicket ticket;
        try
        {
            ticket = await downloads.AuthorizeAsync(request, cancellationToken);
        }
        // A rule's refusal is in the audit.
        catch (DownloadException exception) when (exception.Error == DownloadError.Denied || exception.IsOfLinkedFile)
        {
            return;
        }
        BlobContent content;
        try
        {
            content = await downloads.OpenAsync(ticket with { Redirect = null }, cancellationToken: cancellationToken);
        }
        // One file that cannot be had keeps nobody from the others. What may pass breaks the ZIP off, so that it is asked for again.
        catch (Exception exception) when (exception is DownloadException { Error: DownloadError.NotFound } or BlobException { Error: BlobError.Damaged or BlobError.Archived })
        {
            zip.LeaveOut(folder, ticket.FileName, ErrorStatus.Of(exception).Message);
            return;
        }
        await using (content)
            await zip.AddAsync(folder, ticket.FileName, ticket.LastModified, (target, stop) => downloads.CopyToAsync(ticket, content, target, stop), cancellationToken);
    }

    private static NxqlQuery Below(Document folder) => new([], new NxqlCondition.All(
    [
        new NxqlCondition.Comparison("ecm:path", NxqlOperator.StartsWith, [folder.Path], 0),
        new NxqlCondition.Comparison("ecm:isTrashed", NxqlOperator.Equal, [0L], 0),
        new NxqlCondition.Comparison("ecm:isVersion", NxqlOperator.Equal, [0L], 0),
    ]), []);

    private bool IsFolder(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true;

    // Comments, for example.
    private bool IsHidden(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.Facets.Contains("HiddenInNavigation", StringComparer.Ordinal) is true;

    private static DownloadRequest RequestFor(Document document, string? xpath, Principal principal, string? rendition) => new()
    {
        Principal = principal,
        Repository = document.Repository,
        DocumentId = document.Id,
        Document = document,
        XPath = xpath,
        Reason = rendition is null ? "download" : "rendition",
        Infos = rendition is null ? new Dictionary<string, string>() : new Dictionary<string, string>(StringComparer.Ordinal) { ["rendition"] = rendition },
    };
}
