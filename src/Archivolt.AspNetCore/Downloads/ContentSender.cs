using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Stores;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Answers a request with a content: conditions, ranges, headers and bytes.</summary>
internal static class ContentSender
{
    /// <summary>Answers GET with the content or what is asked of it, and HEAD with its headers.</summary>
    /// <exception cref="RequestException">412 or 416; nothing was written.</exception>
    /// <exception cref="BlobException">The store failed; nothing was written unless the response has started.</exception>
    public static async Task SendAsync(ServedContent served, HttpContext context)
    {
        var (request, cancelled) = (context.Request, context.RequestAborted);
        if (HttpMethods.IsHead(request.Method))
        {
            var stat = await served.StatAsync(cancelled);
            if (IsWanted(new Preconditions(request.Headers, served.ValidatorsOf(stat)), served, context))
                SetHeaders(served, stat, [new ContentPart(0, stat.Length)], isPartial: false, context);
            return;
        }
        // Where the validators are known before, conditions that fail cost the store nothing.
        var conditions = served.KnownValidators is { } known ? new Preconditions(request.Headers, known) : null;
        if (conditions is not null && !IsWanted(conditions, served, context))
            return;
        // Only GET has ranges (RFC 9110 §14.2); two Range headers are malformed.
        var ranges = HttpMethods.IsGet(request.Method) && request.Headers.Range.Count == 1 ? RangeHeader.Parse(request.Headers.Range) : null;
        // A single range is all that is asked of the store, unless it depends on what the store has.
        var isSure = conditions?.AllowRange() ?? !Preconditions.AreIn(request.Headers);
        await using var content = await OpenAsync(served, ranges is [var only] && isSure ? only : ByteRange.All, context);
        if (conditions is null && !IsWanted(conditions = new Preconditions(request.Headers, served.ValidatorsOf(content.Stat)), served, context))
            return;
        var parts = conditions.AllowRange() ? RangeHeader.Resolve(ranges, content.Stat.Length) : null;
        if (parts is [])
            throw NotSatisfiable(content.Stat.Length, context);
        await SendContentAsync(served, content, parts ?? [new ContentPart(0, content.Stat.Length)], parts is not null, context);
    }

    private static async ValueTask<BlobContent> OpenAsync(ServedContent served, ByteRange range, HttpContext context)
    {
        try
        {
            return await served.OpenAsync(range, context.RequestAborted);
        }
        catch (BlobException exception) when (exception.Error == BlobError.RangeNotSatisfiable)
        {
            var length = (await served.StatAsync(context.RequestAborted)).Length;
            return RangeHeader.Resolve([range], length) is null ? await served.OpenAsync(ByteRange.All, context.RequestAborted) : throw NotSatisfiable(length, context);
        }
    }

    // False when the answer is complete without content.
    private static bool IsWanted(Preconditions conditions, ServedContent served, HttpContext context)
    {
        switch (conditions.Evaluate())
        {
            case Precondition.Failed:
                throw new RequestException(StatusCodes.Status412PreconditionFailed,
                    "The content is not the one that If-Match or If-Unmodified-Since asks for; ask without them to get what is there now.");
            case Precondition.NotModified:
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                DownloadHeaders.SetValidators(context, served, conditions.Validators);
                return false;
            default:
                return true;
        }
    }

    private static async Task SendContentAsync(
        ServedContent served, BlobContent content, IReadOnlyList<ContentPart> parts, bool isPartial, HttpContext context)
    {
        // Opened and recorded before anything is written, so that a failure can still be answered.
        var first = await OpenPartAsync(served, content, parts[0], context);
        await using var other = first == content.Body ? null : first;
        var isHandedOver = served.TryHandOver(content, context.Response);
        await served.BeginAsync(isHandedOver ? [] : parts, isPartial, context.RequestAborted);
        if (isHandedOver)
        {
            // The server in front reads the request's ranges itself.
            SetHeaders(served, content.Stat, [new ContentPart(0, content.Stat.Length)], isPartial: false, context);
            context.Response.ContentLength = 0;
            return;
        }
        try
        {
            var frame = SetHeaders(served, content.Stat, parts, isPartial, context);
            if (frame is null)
                await ContentPump.CopyAsync(first, parts[0].Count, context.Response.BodyWriter, served.Sent, context.RequestAborted);
            else
                await SendPartsAsync(served, content, parts, frame, first, context);
        }
        finally
        {
            await served.EndAsync();
        }
    }

    private static async Task SendPartsAsync(
        ServedContent served, BlobContent content, IReadOnlyList<ContentPart> parts, MultipartRanges frame, Stream first, HttpContext context)
    {
        var body = context.Response.BodyWriter;
        for (var i = 0; i < parts.Count; i++)
        {
            await body.WriteAsync(frame.Header(i), context.RequestAborted);
            var part = i == 0 ? first : await OpenPartAsync(served, content, parts[i], context);
            await using var other = part == content.Body ? null : part;
            await ContentPump.CopyAsync(part, parts[i].Count, body, served.Sent, context.RequestAborted);
        }
        await body.WriteAsync(frame.End, context.RequestAborted);
    }

    // Reads from the content that is open if that can seek; otherwise opens it again, and checks that it is still the same.
    private static async ValueTask<Stream> OpenPartAsync(ServedContent served, BlobContent content, ContentPart part, HttpContext context)
    {
        if (part.Offset == content.Offset && part.Count == content.Length)
            return content.Body;
        if (content.Body.CanSeek)
        {
            content.Body.Position = part.Offset - content.Offset;
            return content.Body;
        }
        var other = await served.OpenAsync(part.ToRange(), context.RequestAborted);
        if (other.Stat.IsSameVersionAs(content.Stat))
            return other.Body;
        await other.DisposeAsync();
        throw new BlobException(BlobError.Conflict, "The content was replaced while it was sent; ask again.", key: content.Stat.Key);
    }

    private static MultipartRanges? SetHeaders(ServedContent served, BlobStat stat, IReadOnlyList<ContentPart> parts, bool isPartial, HttpContext context)
    {
        var response = context.Response;
        var type = DownloadHeaders.TypeOf(served.Blob);
        var frame = parts.Count > 1 ? new MultipartRanges(parts, type.ToString(), stat.Length) : null;
        DownloadHeaders.SetValidators(context, served, served.ValidatorsOf(stat));
        DownloadHeaders.SetContent(response, served, type);
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
}
