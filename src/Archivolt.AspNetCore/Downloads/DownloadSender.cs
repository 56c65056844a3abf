using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>
/// Sends what the download service allows, or redirects to it. Every endpoint that answers a document's content calls it.
/// </summary>
public sealed partial class DownloadSender
{
    // It is free text of the client that the audit log keeps.
    private const int MaxReasonLength = 1000;

    private readonly DownloadService _downloads;
    private readonly FrontServer _front;
    private readonly TimeProvider _clock;
    private readonly ILogger<DownloadSender> _logger;

    /// <summary>Called by the container.</summary>
    public DownloadSender(
        DownloadService downloads, IOptions<OffloadOptions> offload, IOptions<ArchivoltOptions> archivolt, TimeProvider clock, ILogger<DownloadSender> logger)
    {
        ArgumentNullException.ThrowIfNull(offload);
        ArgumentNullException.ThrowIfNull(archivolt);
        (_downloads, _clock, _logger) = (downloads, clock, logger);
        _front = new FrontServer(offload.Value, archivolt.Value.DataHome);
    }

    /// <summary>
    /// Answers a request with a blob. The query's <c>inline</c> and the client's reason (<c>X-Client-Reason</c> or <c>clientReason</c>) are taken
    /// from the request. A client that goes away is no error.
    /// </summary>
    /// <exception cref="DownloadException">The download is refused; nothing was written.</exception>
    /// <exception cref="BlobException">The store failed; nothing was written. A failure on the way breaks the connection off instead.</exception>
    public Task SendAsync(DownloadRequest request, HttpContext context) => SendAsync(request, context, (ticket, _) => Task.FromResult(ticket));

    /// <summary>The same for something that is made of the blob, such as a rendition, once its download is allowed.</summary>
    internal async Task SendAsync(DownloadRequest request, HttpContext context, Func<DownloadTicket, CancellationToken, Task<DownloadTicket>> make)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var ticket = await make(await _downloads.AuthorizeAsync(Completed(request, context.Request), context.RequestAborted), context.RequestAborted);
            // A URL that is signed for GET refuses HEAD.
            await (ticket.Redirect is null || HttpMethods.IsHead(context.Request.Method)
                ? ContentSender.SendAsync(new TicketContent(ticket, _downloads, _front, _clock), context)
                : RedirectAsync(ticket, ticket.Redirect, context));
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
            SecurityHeaders.Set(context.Response.Headers);
            throw;
        }
    }

    private async Task RedirectAsync(DownloadTicket ticket, Uri target, HttpContext context)
    {
        await _downloads.BeginAsync(ticket, [], isPart: context.Request.Headers.Range.Count > 0, cancellationToken: context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Redirect(target.AbsoluteUri);
    }

    private static DownloadRequest Completed(DownloadRequest request, HttpRequest asked)
    {
        if (asked.Query.TryGetValue("inline", out var inline))
            request = request with { Inline = !string.Equals(inline, "false", StringComparison.Ordinal) };
        request = request with { Client = $"{asked.HttpContext.Connection.RemoteIpAddress} {asked.Headers.UserAgent}" };
        var reason = asked.Headers["X-Client-Reason"].FirstOrDefault() ?? asked.Query["clientReason"].FirstOrDefault();
        if (reason?.Length > MaxReasonLength)
            reason = reason[..(char.IsHighSurrogate(reason[MaxReasonLength - 1]) ? MaxReasonLength - 1 : MaxReasonLength)];
        return string.IsNullOrWhiteSpace(reason)
            ? request
            : request with { Infos = new Dictionary<string, string>(request.Infos, StringComparer.Ordinal) { ["clientReason"] = reason } };
    }

    [LoggerMessage(1, LogLevel.Debug, "The client went away while document {DocumentId} at {XPath} was sent.")]
    private partial void LogLeft(Exception exception, string documentId, string? xPath);

    [LoggerMessage(2, LogLevel.Error, "Sending document {DocumentId} at {XPath} failed on the way; the connection is broken off.")]
    private partial void LogBrokenOff(Exception exception, string documentId, string? xPath);
}
