using System.Text;
using Archivolt.AspNetCore.Downloads;
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
        var tickets = new List<(OperationBlob Blob, DownloadTicket? Ticket)>(blobs.Count);
        foreach (var blob in blobs)
            tickets.Add((blob, blob is OperationBlob.Stored stored ? await TicketAsync(stored) : null));
        var boundary = $"part-{Guid.NewGuid():n}";
        var (response, cancelled) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = $"multipart/mixed; boundary=\"{boundary}\"";
        foreach (var (blob, ticket) in tickets)
        {
            var (name, mediaType) = blob is OperationBlob.Made made
                ? (made.FileName, made.MediaType)
                : (ticket!.FileName, BlobAnswer.TypeOf(ticket.Blob.MediaType, ticket.Blob.Encoding));
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(
                $"--{boundary}\r\nContent-Type: {mediaType}\r\nContent-Disposition: {ContentDisposition.Format(name)}\r\n\r\n"), cancelled);
            await (blob is OperationBlob.Made content ? content.WriteAsync(response.Body, cancelled) : downloads.CopyToAsync(ticket!, response.Body, cancelled));
            await response.Body.WriteAsync("\r\n"u8.ToArray(), cancelled);
        }
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"), cancelled);

        async Task<DownloadTicket> TicketAsync(OperationBlob.Stored stored) =>
            await stored.MakeAsync(await downloads.AuthorizeAsync(BlobAnswer.RequestOf(stored, httpContext), httpContext.RequestAborted), httpContext.RequestAborted);
    }
}
