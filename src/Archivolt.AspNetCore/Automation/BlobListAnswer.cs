using System.Text;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Answers with several contents as <c>multipart/mixed</c>, one after the other. All are allowed before the first is sent.</summary>
internal sealed class BlobListAnswer(IReadOnlyList<OperationBlob> blobs) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var downloads = httpContext.RequestServices.GetRequiredService<DownloadService>();
        var allowed = await AllowedBlob.OfAsync(blobs, httpContext, downloads);
        var list = Of(await AllowedBlob.MakeAsync(allowed, downloads, httpContext.RequestAborted));
        httpContext.Response.ContentType = list.MediaType;
        await list.WriteAsync(httpContext.Response.Body, httpContext.RequestAborted);
    }

    /// <summary>Several contents as one.</summary>
    public static OperationBlob.Made Of(IReadOnlyList<OperationBlob.Made> contents)
    {
        var boundary = $"part-{Guid.NewGuid():n}";
        return new OperationBlob.Made("files", $"multipart/mixed; boundary=\"{boundary}\"", async (target, cancellationToken) =>
        {
            foreach (var content in contents)
            {
                await target.WriteAsync(Encoding.UTF8.GetBytes(
                    $"--{boundary}\r\nContent-Type: {content.MediaType}\r\nContent-Disposition: {ContentDisposition.Format(content.FileName)}\r\n\r\n"), cancellationToken);
                await content.WriteAsync(target, cancellationToken);
                await target.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
            }
            await target.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"), cancellationToken);
        });
    }
}
