using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Archives;

/// <summary>Answers with a ZIP that is made while it is sent. A failure on the way breaks the connection off, since an end would look like all of it.</summary>
internal sealed class ArchiveResult(string fileName, Func<ZipWriter, CancellationToken, Task> fillAsync) : IResult
{
    /// <summary>The media type of a ZIP.</summary>
    public const string MediaType = "application/zip";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers.ContentDisposition = ContentDisposition.Format(fileName);
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        await WriteAsync(fillAsync, httpContext.Response.Body, httpContext.RequestAborted);
    }

    /// <summary>Writes a ZIP; one that failed gets no end.</summary>
    public static async Task WriteAsync(Func<ZipWriter, CancellationToken, Task> fillAsync, Stream target, CancellationToken cancellationToken)
    {
        var zip = await ZipWriter.CreateAsync(target, cancellationToken);
        await fillAsync(zip, cancellationToken);
        await zip.EndAsync(cancellationToken);
        await zip.DisposeAsync();
    }
}
