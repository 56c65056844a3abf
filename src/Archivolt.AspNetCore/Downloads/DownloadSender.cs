using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>
/// Sends what the download service allows, or redirects to it. Every endpoint that answers a document's content calls it.
/// </summary>
public sealed partial class DownloadSender(DownloadService downloads, TimeProvider clock, ILogger<DownloadSender> logger)
{
    /// <summary>
    /// Answers a request with a blob. The query's <c>inline</c> and the client's reason (<c>X-Client-Reason</c> or <c>clientReason</c>) are taken
    /// from the request. A client that goes away is no error.
    /// </summary>
    /// <exception cref="DownloadException">The download is refused; nothing was written.</exception>
    /// <exception cref="BlobException">The store failed; nothing was written. A failure on the way breaks the connection off instead.</exception>
    public async Task SendAsync(DownloadRequest request, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var ticket = await downloads.AuthorizeAsync(Completed(request, context.Request), context.RequestAborted);
            await (ticket.Redirect is null ? ContentSender.SendAsync(new TicketContent(ticket, downloads, clock), context) : RedirectAsync(ticket, ticket.Redirect, context));
        }
        // A body that nobody reads any more may be noticed before the request is marked as aborted. Any other cancellation is a store's time-out.
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested || exception is ClientLeftException)
        {
            LogLeft(exception, request.DocumentId, request.XPath);
        }
        catch (Exception exception) when (context.Response.HasStarted)
        {
            LogBrokenOff(exception, request.DocumentId, request.XPath);
            context.Abort();
        }
        catch
        {
            // Headers of the content do not fit the answer that says what went wrong.
            context.Response.Clear();
            throw;
        }
    }

    private async Task RedirectAsync(DownloadTicket ticket, Uri target, HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            downloads.NoteAccess(ticket);
            await downloads.RecordAsync(ticket, context.RequestAborted);
        }
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Redirect(target.AbsoluteUri);
    }

    private static DownloadRequest Completed(DownloadRequest request, HttpRequest asked)
    {
        if (asked.Query.TryGetValue("inline", out var inline))
            request = request with { Inline = !string.Equals(inline, "false", StringComparison.Ordinal) };
        var reason = asked.Headers["X-Client-Reason"].FirstOrDefault() ?? asked.Query["clientReason"].FirstOrDefault();
        return string.IsNullOrWhiteSpace(reason)
            ? request
            : request with { Infos = new Dictionary<string, string>(request.Infos, StringComparer.Ordinal) { ["clientReason"] = reason } };
    }

    [LoggerMessage(1, LogLevel.Debug, "The client went away while document {DocumentId} at {XPath} was sent.")]
    private partial void LogLeft(Exception exception, string documentId, string? xPath);

    [LoggerMessage(2, LogLevel.Error, "Sending document {DocumentId} at {XPath} failed on the way; the connection is broken off.")]
    private partial void LogBrokenOff(Exception exception, string documentId, string? xPath);
}
