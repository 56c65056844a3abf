using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>
/// Sends what the download service allows: redirects, conditions, ranges, headers and bytes. Every endpoint that answers content calls it.
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
            await (ticket.Redirect is null ? AnswerAsync(ticket, context) : RedirectAsync(ticket, ticket.Redirect, context));
        }
        // A body that nobody reads any more may be noticed before the request is marked as aborted.
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested || exception is OperationCanceledException)
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

    private async Task AnswerAsync(DownloadTicket ticket, HttpContext context)
    {
        var request = context.Request;
        var conditions = new Preconditions(request.Headers, ticket);
        switch (conditions.Evaluate())
        {
            case Precondition.Failed:
                throw new RequestException(StatusCodes.Status412PreconditionFailed,
                    "The content is not the one that If-Match or If-Unmodified-Since asks for; ask without them to get what is there now.");
            case Precondition.NotModified:
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                DownloadHeaders.SetValidators(context, ticket, clock.GetUtcNow());
                return;
        }
        // Only GET has ranges (RFC 9110 §14.2); two Range headers are malformed.
        var ranges = HttpMethods.IsGet(request.Method) && request.Headers.Range.Count == 1 && conditions.AllowRange()
            ? RangeHeader.Resolve(request.Headers.Range, ticket.Length)
            : null;
        if (ranges is [])
        {
            throw new RequestException(StatusCodes.Status416RangeNotSatisfiable,
                $"The content has {ticket.Length} bytes and none of them is in '{request.Headers.Range}'; ask for bytes before its end.")
            {
                ContentRange = $"bytes */{ticket.Length}",
            };
        }
        await SendContentAsync(ticket, ranges, context);
    }

    private async Task SendContentAsync(DownloadTicket ticket, IReadOnlyList<ContentPart>? ranges, HttpContext context)
    {
        var response = context.Response;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        var parts = ranges ?? [new ContentPart(0, ticket.Length)];
        // Opened and recorded before anything is written, so that a failure can still be answered.
        await using var first = isHead || ticket.Length == 0 ? Stream.Null : await OpenAsync(ticket, parts[0], context);
        if (!isHead)
            downloads.NoteAccess(ticket);
        if (!isHead && parts.Any(part => part.Offset == 0))
            await downloads.RecordAsync(ticket, context.RequestAborted);
        var type = DownloadHeaders.TypeOf(ticket.Blob);
        var frame = parts.Count > 1 ? new MultipartRanges(parts, type.ToString(), ticket.Length) : null;
        DownloadHeaders.SetValidators(context, ticket, clock.GetUtcNow());
        DownloadHeaders.SetContent(response, ticket, type);
        response.ContentType = frame?.ContentType ?? type.ToString();
        response.ContentLength = frame?.Length ?? parts[0].Count;
        if (ranges is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            if (frame is null)
                response.Headers.ContentRange = parts[0].ToContentRange(ticket.Length);
        }
        if (isHead)
            return;
        if (frame is null)
            await ContentPump.CopyAsync(first, parts[0].Count, response.BodyWriter, context.RequestAborted);
        else
            await SendPartsAsync(ticket, parts, frame, first, context);
    }

    private static async Task SendPartsAsync(
        DownloadTicket ticket, IReadOnlyList<ContentPart> parts, MultipartRanges frame, Stream first, HttpContext context)
    {
        var body = context.Response.BodyWriter;
        for (var i = 0; i < parts.Count; i++)
        {
            await body.WriteAsync(frame.Header(i), context.RequestAborted);
            await using var content = i == 0 ? first : await OpenAsync(ticket, parts[i], context);
            await ContentPump.CopyAsync(content, parts[i].Count, body, context.RequestAborted);
        }
        await body.WriteAsync(frame.End, context.RequestAborted);
    }

    private static ValueTask<Stream> OpenAsync(DownloadTicket ticket, ContentPart part, HttpContext context) =>
        ticket.Provider.OpenAsync(ticket.Blob.Key.Key, part.ToRange(), context.RequestAborted);

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
