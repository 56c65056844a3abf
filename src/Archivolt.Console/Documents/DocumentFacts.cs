using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Archivolt.Documents.ColdStorage;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Renditions;
using Archivolt.Integrity;
using Archivolt.Renditions;
using Microsoft.Net.Http.Headers;

namespace Archivolt.WebConsole.Documents;

/// <summary>Gathers what a document's page shows.</summary>
internal sealed class DocumentFacts(IAuditLog audit, DispatchExplainer explainer, Placement placement, DocumentRenditions renditions, DocumentVersions versions, SchemaRegistry schemas, ColdDocuments cold, LinkedFileAccess linked, Quarantine quarantine, TimeProvider clock)
{
    private const int Entries = 20;

    public async Task<ShownDocument> OfAsync(DocumentRequest request)
    {
        var document = request.Document;
        var stop = request.Context.RequestAborted;
        var explained = request.Principal.IsAdministrator ? await explainer.ExplainAsync(document, cancellationToken: stop) : [];
        var history = await audit.QueryAsync(new AuditQuery { Repository = document.Repository, DocumentId = document.Id, Limit = Entries }, stop);
        var files = new List<ShownFile>();
        var links = await linked.FindAsync(request.Principal, document.Blobs().Select(held => held.Blob), stop);
        foreach (var (path, blob) in document.Blobs())
        {
            files.Add(links.TryGetValue(blob.Key, out var link)
                ? ShownFile.Of(path, blob, link)
                : new ShownFile(path, blob, placement.Resolve(blob.Key, document.Repository), explained.FirstOrDefault(each => each.XPath == path.ToString())));
        }
        var kept = document.IsVersion ? [] : await versions.ListAsync(document, stop);
        var holder = BlobHolder.Of(document, schemas);
        var main = files.Find(file => file.Path == holder?.MainPath);
        return new ShownDocument(document, main?.Linked is { } access ? PreviewOf(access, main.Blob) : await IsDamagedAsync(main, stop) ? Preview.Damaged : PreviewOf(holder?.Main), files, holder?.MainPath, history, [.. kept.Reverse()], !document.IsVersion && versions.AreOfferedFor(document),
            await IsColdOfferedAsync(document, stop), clock.GetUtcNow());
    }

    // A provider that cannot be reached has its say when somebody asks for the content.
    private async Task<bool> IsColdOfferedAsync(Document document, CancellationToken stop)
    {
        try
        {
            return !document.IsVersion && await cold.IsOfferedForAsync(document, stop);
        }
        catch (BlobException)
        {
            return false;
        }
    }

    private async Task<bool> IsDamagedAsync(ShownFile? file, CancellationToken stop) =>
        file?.Key is { Provider: { } provider, Key: var key } && await quarantine.Ledger.FindAsync(provider, key, stop) is not null;

    // A vendor's own view is a page of another server, which this one's pages do not take into a frame.
    private Preview PreviewOf(LinkedAccess access, BlobInfo content) => access.File is { CanDownload: true } && PreviewOf(content) == Preview.Picture ? Preview.Picture : Preview.None;

    private Preview PreviewOf(BlobInfo? content)
    {
        var type = content?.MediaType ?? MediaTypes.Unknown;
        if (content is null || !MediaTypeHeaderValue.TryParse(type, out var parsed))
            return Preview.None;
        if (content.Length == 0)
            return Preview.Empty;
        if (InlineContent.IsPassive(parsed))
        {
            return parsed.Type.Value?.ToLowerInvariant() switch
            {
                "image" => Preview.Picture,
                "video" => Preview.Film,
                "audio" => Preview.Sound,
                _ => parsed.MediaType.Equals("application/pdf", StringComparison.OrdinalIgnoreCase) ? Preview.Pdf : Preview.Page,
            };
        }
        return parsed.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            || (renditions.Converters.TryFind(type, "text/html", out var converter) && converter.FindObstacle(ConverterRegistry.Essence(type)) is null) ? Preview.Page : Preview.None;
    }
}

/// <summary>How a browser shows a document's content.</summary>
internal enum Preview
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>There is nothing to show.</summary>
    Empty,

    /// <summary>Nobody gets it.</summary>
    Damaged,

    /// <summary>As a picture.</summary>
    Picture,

    /// <summary>As a film.</summary>
    Film,

    /// <summary>As sound.</summary>
    Sound,

    /// <summary>As the pages of a PDF file.</summary>
    Pdf,

    /// <summary>As a page in a sandbox.</summary>
    Page,
}

/// <summary>A document as it is shown.</summary>
/// <param name="Document">The document.</param>
/// <param name="Preview">How its content is shown.</param>
/// <param name="Files">Its blobs.</param>
/// <param name="MainPath">Where its main file belongs; null where it can have none.</param>
/// <param name="History">What happened to it, newest first.</param>
/// <param name="Versions">Its versions, newest first.</param>
/// <param name="IsVersionable">True where versions can be made of it.</param>
/// <param name="HasColdStorage">True where its content can go to cold storage, or is there.</param>
/// <param name="Now">When it was looked at.</param>
internal sealed record ShownDocument(Document Document, Preview Preview, IReadOnlyList<ShownFile> Files, PropertyPath? MainPath, IReadOnlyList<AuditEntry> History, IReadOnlyList<Document> Versions, bool IsVersionable, bool HasColdStorage, DateTimeOffset Now);

/// <summary>A blob as it is shown.</summary>
/// <param name="Path">Where it is in the document.</param>
/// <param name="Blob">The blob.</param>
/// <param name="Key">Its key with the provider.</param>
/// <param name="Explained">Why it is there; null for whoever is no administrator.</param>
internal sealed record ShownFile(PropertyPath Path, BlobInfo Blob, BlobKey Key, ExplainedBlob? Explained)
{
    /// <summary>What the person gets of a linked file; null for content that is stored here.</summary>
    public LinkedAccess? Linked { get; private init; }

    /// <summary>False for a linked file that the person cannot download.</summary>
    public bool IsThere => Linked is null or { File.CanDownload: true };

    /// <summary>A linked file, with the name that the person may see.</summary>
    public static ShownFile Of(PropertyPath path, BlobInfo blob, LinkedAccess access)
    {
        var (name, mediaType) = access.File is { } file ? LinkedNames.Of(file) : (null, null);
        return new ShownFile(path, access.File is null ? blob : LinkedFileAccess.Describe(access) with { FileName = name, MediaType = mediaType }, blob.Key, Explained: null) { Linked = access };
    }
}
