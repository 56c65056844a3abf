using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Uploads;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Answers with one content: a document's blob as a download, made content as it is.</summary>
internal sealed class BlobAnswer(OperationBlob blob) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => blob switch
    {
        OperationBlob.Stored stored => httpContext.RequestServices.GetRequiredService<DownloadSender>().SendAsync(RequestOf(stored, httpContext), httpContext, stored.MakeAsync),
        OperationBlob.Made made => SendAsync(made, httpContext),
        _ => throw new InvalidOperationException($"An operation answered a {blob.GetType().Name}, which is no content."),
    };

    /// <summary>The download that a document's blob is.</summary>
    public static DownloadRequest RequestOf(OperationBlob.Stored stored, HttpContext context)
    {
        var request = new DownloadRequest
        {
            Principal = context.ActingPrincipal(),
            Repository = stored.Document.Repository,
            DocumentId = stored.Document.Id,
            Document = stored.Document,
            XPath = stored.Path.ToString(),
        };
        return stored.Rendition is not { } name ? request : request with
        {
            Reason = "rendition",
            Infos = new Dictionary<string, string>(StringComparer.Ordinal) { ["rendition"] = name },
        };
    }

    /// <summary>The media type of content in a header; what is none is not sent.</summary>
    public static string TypeOf(string? mediaType, string? encoding) => DownloadHeaders.TypeOf(mediaType, encoding).ToString();

    private static Task SendAsync(OperationBlob.Made made, HttpContext context)
    {
        UploadedFiles.Of(context).KeepUntilSent();
        context.Response.ContentType = made.MediaType;
        context.Response.Headers.ContentDisposition = ContentDisposition.Format(made.FileName);
        return made.WriteAsync(context.Response.Body, context.RequestAborted);
    }
}
