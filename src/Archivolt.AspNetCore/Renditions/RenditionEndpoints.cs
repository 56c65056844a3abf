using Archivolt.AspNetCore.Archives;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>Renditions by name: <c>…/@rendition/{name}</c>, and <c>…/@thumbnail</c> for the one that everything has.</summary>
internal static class RenditionEndpoints
{
    private const string Thumbnail = "thumbnail";
    private const string XmlExport = "xmlExport";
    private const string ZipExport = "zipExport";
    private const string ZipTreeExport = "zipTreeExport";

    public static void Map(DocumentRoutes routes)
    {
        routes.At("@rendition", rest: true).MapGet("", GetAsync)
            .WithName("GetRendition").WithSummary("A rendition of the document.")
            .WithDescription("thumbnail, xmlExport, zipExport (of a folder zipTreeExport, with everything under it), pdf, or a view of a picture: Thumbnail, Small, Medium, FullHD, OriginalJpeg. A document that has no thumbnail has an icon.")
            .ProducesContent("application/octet-stream").ProducesErrors(404, 413, 422, 503);
        routes.At("@thumbnail").MapGet("", (DocumentRequest request, DownloadSender sender, DocumentRenditions renditions, NamedRenditions names, SchemaRegistry schemas) =>
                SendAsync(Thumbnail, request, sender, renditions, names, schemas))
            .WithName("GetThumbnail").WithSummary("The document's thumbnail.")
            .ProducesContent("image/png").ProducesErrors(404);
    }

    private static Task GetAsync(DocumentRequest request, DownloadSender sender, DocumentRenditions renditions, NamedRenditions names, SchemaRegistry schemas) =>
        SendAsync(request.Address.RestText, request, sender, renditions, names, schemas);

    private static async Task SendAsync(
        string name, DocumentRequest request, DownloadSender sender, DocumentRenditions renditions, NamedRenditions names, SchemaRegistry schemas)
    {
        if (await ExportOfAsync(name, request, schemas) is { } export)
        {
            await export.ExecuteAsync(request.Context);
            return;
        }
        var content = BlobHolder.Of(request.Document, schemas)?.Main;
        if (content is not null && request.Context.RequestServices.GetService<LinkedFileAccess>()?.IsLinked(content.Key) is true)
        {
            await SendLinkedAsync(name, request, content, sender, renditions, names);
            return;
        }
        var type = content?.MediaType ?? MediaTypes.Unknown;
        // A thumbnail that cannot be made is the sign of its type; anything else says what it needs.
        var recipe = content is null ? null : name == Thumbnail ? names.FindAvailable(name, type) : names.Find(name, type);
        if (name == Thumbnail && recipe is null)
        {
            await TypeIcon.Result(request.Document, content).ExecuteAsync(request.Context);
            return;
        }
        if (recipe is null)
            throw RequestException.NotFound($"The document has no rendition '{name}'.");
        try
        {
            await sender.SendAsync(RequestFor(request, name), request.Context, (ticket, stop) => renditions.GetAsync(ticket, recipe, stop));
        }
        // A picture that cannot be read is still a document that a page shows.
        catch (ConversionException exception) when (name == Thumbnail && exception.Error != ConversionError.Busy)
        {
            await TypeIcon.Result(request.Document, content).ExecuteAsync(request.Context);
        }
    }

    // What its vendor makes of it, otherwise what is made here of its content.
    private static async Task SendLinkedAsync(
        string name, DocumentRequest request, BlobInfo content, DownloadSender sender, DocumentRenditions renditions, NamedRenditions names)
    {
        try
        {
            await sender.SendAsync(RequestFor(request, name), request.Context, (ticket, stop) => renditions.GetAsync(ticket, RecipeOf(ticket), stop));
        }
        catch (Exception exception) when (name == Thumbnail && exception is ConversionException { Error: not ConversionError.Busy } or DownloadException)
        {
            await TypeIcon.Result(request.Document, content).ExecuteAsync(request.Context);
        }

        RenditionRecipe RecipeOf(DownloadTicket ticket) =>
            (name == Thumbnail ? VendorRendition.Thumbnail(ticket) : name == "pdf" ? VendorRendition.Conversion(ticket, "application/pdf") : null)
            ?? names.FindAvailable(name, ticket.Blob.MediaType ?? MediaTypes.Unknown)
            ?? throw (name == Thumbnail ? new ConversionException(ConversionError.NoConverter, "There is no small picture.") : RequestException.NotFound($"The document has no rendition '{name}'."));
    }

    // The document itself in another form; null for what is made of its content.
    private static async Task<IResult?> ExportOfAsync(string name, DocumentRequest request, SchemaRegistry schemas)
    {
        var (document, principal) = (request.Document, request.Principal);
        var isFolder = schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true;
        if (name == ZipTreeExport && isFolder)
            await Archive().CheckSizeAsync([document], request.Context.RequestAborted);
        return name switch
        {
            XmlExport => DocumentXml.Result(document, schemas),
            ZipExport when !isFolder => new ArchiveResult($"{document.Name}.zip", (zip, stop) => Archive().AddAsync(zip, "", document, principal, name, stop)),
            ZipTreeExport when isFolder => new ArchiveResult($"{(document.Name.Length > 0 ? document.Name : document.Repository)}.zip", (zip, stop) => Archive().AddTreeAsync(zip, document, principal, name, stop)),
            _ => null,
        };

        DocumentArchive Archive() => request.Context.RequestServices.GetRequiredService<DocumentArchive>();
    }

    private static DownloadRequest RequestFor(DocumentRequest request, string name) => new()
    {
        Principal = request.Principal,
        Repository = request.Document.Repository,
        DocumentId = request.Document.Id,
        Document = request.Document,
        Reason = "rendition",
        Infos = new Dictionary<string, string>(StringComparer.Ordinal) { ["rendition"] = name },
    };
}
