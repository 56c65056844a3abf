using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Stores;
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

    private async Task AnswerAsync(DownloadTicket ticket, HttpContext context)
    {
        var (request, cancelled) = (context.Request, context.RequestAborted);
        if (HttpMethods.IsHead(request.Method))
        {
            var stat = await downloads.StatAsync(ticket, cancelled);
            if (IsWanted(new Preconditions(request.Headers, ticket, ticket.EntityTagOf(stat)), ticket, ticket.EntityTagOf(stat), context))
                SetHeaders(ticket, stat, [new ContentPart(0, stat.Length)], isPartial: false, context);
            return;
        }
        // Where the tag is known before, conditions that fail cost the store nothing.
        var conditions = ticket.EntityTag is { } known ? new Preconditions(request.Headers, ticket, known) : null;
        if (conditions is not null && !IsWanted(conditions, ticket, ticket.EntityTag!, context))
            return;
        // Only GET has ranges (RFC 9110 §14.2); two Range headers are malformed.
        var ranges = HttpMethods.IsGet(request.Method) && request.Headers.Range.Count == 1 ? RangeHeader.Parse(request.Headers.Range) : null;
        // A single range is all that is asked of the store, unless it depends on what the store has.
        var isSure = conditions?.AllowRange() ?? !Preconditions.AreIn(request.Headers);
        await using var content = await OpenAsync(ticket, ranges is [var only] && isSure ? only : ByteRange.All, context);
        var tag = ticket.EntityTagOf(content.Stat);
        if (conditions is null && !IsWanted(conditions = new Preconditions(request.Headers, ticket, tag), ticket, tag, context))
            return;
        var parts = conditions.AllowRange() ? RangeHeader.Resolve(ranges, content.Stat.Length) : null;
        if (parts is [])
            throw NotSatisfiable(content.Stat.Length, context);
        await SendContentAsync(ticket, content, parts ?? [new ContentPart(0, content.Stat.Length)], parts is not null, context);
    }

    private async ValueTask<BlobContent> OpenAsync(DownloadTicket ticket, ByteRange range, HttpContext context)
    {
        try
        {
            return await downloads.OpenAsync(ticket, range, context.RequestAborted);
        }
        catch (BlobException exception) when (exception.Error == BlobError.RangeNotSatisfiable)
        {
            throw NotSatisfiable((await downloads.StatAsync(ticket, context.RequestAborted)).Length, context);
        }
    }

    // False when the answer is complete without content.
    private bool IsWanted(Preconditions conditions, DownloadTicket ticket, string tag, HttpContext context)
    {
        switch (conditions.Evaluate())
        {
            case Precondition.Failed:
                throw new RequestException(StatusCodes.Status412PreconditionFailed,
                    "The content is not the one that If-Match or If-Unmodified-Since asks for; ask without them to get what is there now.");
            case Precondition.NotModified:
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                DownloadHeaders.SetValidators(context, ticket, tag, clock.GetUtcNow());
                return false;
            default:
                return true;
        }
    }

    private async Task SendContentAsync(
        DownloadTicket ticket, BlobContent content, IReadOnlyList<ContentPart> parts, bool isPartial, HttpContext context)
    {
        // Opened and recorded before anything is written, so that a failure can still be answered.
        var first = await OpenPartAsync(ticket, content, parts[0], context);
        await using var other = first == content.Body ? null : first;
        downloads.NoteAccess(ticket);
        if (parts.Any(part => part.Offset == 0))
            await downloads.RecordAsync(ticket, context.RequestAborted);
        var frame = SetHeaders(ticket, content.Stat, parts, isPartial, context);
        if (frame is null)
            await ContentPump.CopyAsync(first, parts[0].Count, context.Response.BodyWriter, context.RequestAborted);
        else
            await SendPartsAsync(ticket, content, parts, frame, first, context);
    }

    private async Task SendPartsAsync(
        DownloadTicket ticket, BlobContent content, IReadOnlyList<ContentPart> parts, MultipartRanges frame, Stream first, HttpContext context)
    {
        var body = context.Response.BodyWriter;
        for (var i = 0; i < parts.Count; i++)
        {
            await body.WriteAsync(frame.Header(i), context.RequestAborted);
            var part = i == 0 ? first : await OpenPartAsync(ticket, content, parts[i], context);
            await using var other = part == content.Body ? null : part;
            await ContentPump.CopyAsync(part, parts[i].Count, body, context.RequestAborted);
        }
        await body.WriteAsync(frame.End, context.RequestAborted);
    }

    // Of the content that is open, where it seeks; otherwise of the store again, which may have another one by now.
    private async ValueTask<Stream> OpenPartAsync(DownloadTicket ticket, BlobContent content, ContentPart part, HttpContext context)
    {
        if (part.Offset == content.Offset && part.Count == content.Length)
            return content.Body;
        if (content.Body.CanSeek)
        {
            content.Body.Position = part.Offset - content.Offset;
            return content.Body;
        }
        var other = await downloads.OpenAsync(ticket, part.ToRange(), context.RequestAborted);
        if (other.Stat.IsSameVersionAs(content.Stat))
            return other.Body;
        await other.DisposeAsync();
        throw new BlobException(BlobError.Conflict, "The content was replaced while it was sent; ask again.", ticket.Provider.Store.Traits.Name, content.Stat.Key);
    }

    private MultipartRanges? SetHeaders(DownloadTicket ticket, BlobStat stat, IReadOnlyList<ContentPart> parts, bool isPartial, HttpContext context)
    {
        var response = context.Response;
        var type = DownloadHeaders.TypeOf(ticket.Blob);
        var frame = parts.Count > 1 ? new MultipartRanges(parts, type.ToString(), stat.Length) : null;
        DownloadHeaders.SetValidators(context, ticket, ticket.EntityTagOf(stat), clock.GetUtcNow());
        DownloadHeaders.SetContent(response, ticket, type);
        response.ContentType = frame?.ContentType ?? type.ToString();
        response.ContentLength = frame?.Length ?? parts[0].Count;
        if (isPartial)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            if (frame is null)
                response.Headers.ContentRange = parts[0].ToContentRange(stat.Length);
        }
        return frame;
    }

    private static RequestException NotSatisfiable(long length, HttpContext context) =>
        new(StatusCodes.Status416RangeNotSatisfiable,
            $"The content has {length} bytes and none of them is in '{context.Request.Headers.Range}'; ask for bytes before its end.")
        {
            ContentRange = $"bytes */{length}",
        };

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
