using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>The URLs under which the blobs of documents are downloaded.</summary>
public static class DownloadEndpoints
{
    /// <summary>Adds what <see cref="MapArchivoltDownloads"/> and other endpoints that answer content need.</summary>
    public static IServiceCollection AddArchivoltDownloads(this IServiceCollection services)
    {
        services.AddOptions<OffloadOptions>();
        services.TryAddSingleton<DownloadSender>();
        return services;
    }

    /// <summary>
    /// Maps GET and HEAD of <c>/nxfile/REPOSITORY/DOCUMENT[/XPATH[/FILENAME]]</c>, of its older alias <c>/nxbigfile</c>, of <c>/nxpicsfile</c> (views of pictures), of
    /// <c>/nxdownloadinfo</c> (what a browser needs to drag a file out), and of <c>/nxbigblob</c> with <c>/nxblobstatus</c> (what was made for somebody to fetch later). Refusals are exceptions that <see cref="ArchivoltEndpoints.UseArchivolt"/> answers.
    /// </summary>
    public static IEndpointConventionBuilder MapArchivoltDownloads(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var sender = endpoints.ServiceProvider.GetRequiredService<DownloadSender>();
        var schemas = endpoints.ServiceProvider.GetRequiredService<SchemaRegistry>();
        var group = endpoints.MapGroup("");
        foreach (var family in DownloadUrl.Families)
        {
            var endpoint = group.MapMethods($"/{family}/{{**path}}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, string? path) => DownloadAsync(context, family, sender, schemas))
                .WithTags("Downloads")
                .WithSummary("The content of a document's blob.")
                .WithDescription("path is REPOSITORY/DOCUMENT, then optionally a property path or blobholder:N, then optionally a file name.")
                .ProducesContent("application/octet-stream")
                .ProducesContent("application/octet-stream", StatusCodes.Status206PartialContent)
                .Produces(StatusCodes.Status302Found)
                .Produces(StatusCodes.Status304NotModified)
                .ProducesProblem(StatusCodes.Status401Unauthorized)
                .ProducesProblem(StatusCodes.Status403Forbidden)
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status416RangeNotSatisfiable);
            if (family == DownloadUrl.Families[0])
                endpoint.WithName("Download");
            else
                endpoint.ExcludeFromDescription();
        }
        OtherDownloads.Map(group, sender);
        TemporaryDownloads.Map(group);
        return group;
    }

    private static Task DownloadAsync(HttpContext context, string family, DownloadSender sender, SchemaRegistry schemas)
    {
        var url = DownloadUrl.Parse(RawPath(context, family), schemas);
        return sender.SendAsync(new DownloadRequest
        {
            Principal = context.ActingPrincipal(),
            Repository = url.Repository,
            DocumentId = url.DocumentId,
            XPath = url.XPath,
            FileName = url.FileName,
        }, context);
    }

    // Routing sees the path decoded, where a %2F in a file name has become a separator: the target is read as it was sent, from the family's segment on.
    internal static string RawPath(HttpContext context, string family)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', '#')[0];
        for (var start = path.IndexOf('/', StringComparison.Ordinal); start >= 0; start = path.IndexOf('/', start + 1))
        {
            var end = path.IndexOf('/', start + 1) is > 0 and var next ? next : path.Length;
            if (Uri.UnescapeDataString(path[(start + 1)..end]).Equals(family, StringComparison.OrdinalIgnoreCase))
                return $"/{family}{path[end..]}";
        }
        return "";
    }
}
