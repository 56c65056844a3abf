using System.Net;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Renditions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Download URLs of older clients: <c>nxpicsfile</c> and <c>nxdownloadinfo</c>.</summary>
internal static class OtherDownloads
{
    private const string Info = "nxdownloadinfo";
    public const string Picture = "nxpicsfile";
    private const string DefaultView = "Thumbnail";

    private static readonly PropertyPath Views = PropertyPath.Parse("picture:views");

    public static void Map(IEndpointRouteBuilder endpoints, DownloadSender sender)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        endpoints.MapMethods($"/{Info}/{{**path}}", methods, (HttpContext context, DownloadService downloads, SchemaRegistry schemas) => DescribeAsync(context, downloads, schemas))
            .WithTags("Downloads").ExcludeFromDescription();
        endpoints.MapMethods($"/{Picture}/{{**path}}", methods,
            (HttpContext context, IDocumentStore documents, DocumentRenditions renditions, NamedRenditions names, SchemaRegistry schemas) =>
                SendViewAsync(context, documents, renditions, names, schemas, sender))
            .WithTags("Downloads").ExcludeFromDescription();
    }

    // TYPE:NAME:URL, as browsers take it for a file that is dragged out of a page.
    private static async Task<IResult> DescribeAsync(HttpContext context, DownloadService downloads, SchemaRegistry schemas)
    {
        var url = UrlOf(context, Info, schemas);
        var ticket = await downloads.AuthorizeAsync(RequestOf(context, url), context.RequestAborted);
        var address = DownloadUrl.Build(url.Repository, url.DocumentId, url.XPath, url.FileName ?? ticket.Blob.FileName, ticket.Document.ChangeToken);
        var root = BaseUrl.Of(context.Request, context.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value);
        return TypedResults.Text($"{ticket.Blob.MediaType ?? "application/octet-stream"}:{WebUtility.UrlEncode(ticket.FileName)}:{root}{address}");
    }

    // nxpicsfile/REPOSITORY/DOCUMENT/TITLE:content/FILENAME; an unknown title means the thumbnail. A view that the document does not hold is made.
    private static async Task SendViewAsync(
        HttpContext context, IDocumentStore documents, DocumentRenditions renditions, NamedRenditions names, SchemaRegistry schemas, DownloadSender sender)
    {
        var url = UrlOf(context, Picture, schemas);
        var document = documents.Repositories.Contains(url.Repository, StringComparer.Ordinal)
            ? await documents.FindAsync(url.Repository, url.DocumentId, context.RequestAborted)
            : null;
        var parts = url.XPath?.Split(':') ?? [];
        var (title, field) = parts is [var only] ? (only, "content") : parts.Length >= 2 ? (parts[^2], parts[^1]) : (DefaultView, "content");
        var request = RequestOf(context, url) with { Document = document, Reason = "picture" };
        foreach (var name in new[] { title, DefaultView })
        {
            if (ViewOf(document, name) is { } view)
            {
                await sender.SendAsync(request with { XPath = $"{view}/{field}" }, context);
                return;
            }
            if (field == "content" && RecipeOf(document, name, names, schemas) is { } recipe)
            {
                var infos = new Dictionary<string, string>(StringComparer.Ordinal) { ["rendition"] = name };
                await sender.SendAsync(request with { XPath = null, Infos = infos }, context, (ticket, stop) => renditions.GetAsync(ticket, recipe, stop));
                return;
            }
        }
        await sender.SendAsync(request with { XPath = $"{Views}/0/{field}" }, context);
    }

    private static PropertyPath? ViewOf(Document? document, string title)
    {
        if (document?.Properties.Get(Views) is not List<object?> views)
            return null;
        var index = views.FindIndex(view => view is Dictionary<string, object?> fields && fields.GetValueOrDefault("title") is string name && name == title);
        return index < 0 ? null : Views.Append(index);
    }

    private static RenditionRecipe? RecipeOf(Document? document, string title, NamedRenditions names, SchemaRegistry schemas) =>
        document is not null && BlobHolder.Of(document, schemas)?.Main?.MediaType is { } type && NamedRenditions.PictureViews.Any(view => view.Name == title)
            ? names.Find(title, type)
            : null;

    private static DownloadUrl UrlOf(HttpContext context, string family, SchemaRegistry schemas)
    {
        var path = DownloadEndpoints.RawPath(context, family);
        return DownloadUrl.Parse(path.Length == 0 ? path : $"/{DownloadUrl.Families[0]}{path[(family.Length + 1)..]}", schemas);
    }

    private static DownloadRequest RequestOf(HttpContext context, DownloadUrl url) => new()
    {
        Principal = context.ActingPrincipal(),
        Repository = url.Repository,
        DocumentId = url.DocumentId,
        XPath = url.XPath,
        FileName = url.FileName,
    };
}
