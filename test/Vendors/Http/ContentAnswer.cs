using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Http;

/// <summary>Sends a content, or the range that was asked for (RFC 9110, section 14), in constant memory.</summary>
internal static class ContentAnswer
{
    public static async Task SendContentAsync(this HttpContext context, Content content, string type, Faults faults)
    {
        var response = context.Response;
        var (from, to) = (0L, content.Length - 1);
        if (RangeOf(context.Request) is { } range)
        {
            if (range.From is null)
                from = Math.Max(0, content.Length - range.To!.Value);
            else
                (from, to) = (range.From.Value, Math.Min(range.To ?? long.MaxValue, to));
            if (from >= content.Length || range is { From: null, To: 0 })
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = $"bytes */{content.Length}";
                return;
            }
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {from}-{to}/{content.Length}";
        }
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = type;
        response.ContentLength = to - from + 1;

        var received = RequestLog.EntryOf(context);
        var cut = faults.TakeCut(received?.PathAndQuery ?? "");
        var end = cut is null ? to + 1 : Math.Min(to + 1, from + cut.After!.Value);
        var buffer = new byte[64 * 1024];
        for (var position = from; position < end; position += buffer.Length)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - position));
            content.Read(position, part.Span);
            await response.Body.WriteAsync(part, context.RequestAborted);
            received?.Sent += part.Length;
        }
        if (cut is null)
            return;
        cut.Then?.Invoke();
        // What was written still arrives; then the server closes a connection whose answer is too short.
        await response.Body.FlushAsync(context.RequestAborted);
    }

    // A range of several parts, or of another unit, is ignored: the answer is the whole.
    private static RangeItemHeaderValue? RangeOf(HttpRequest request) =>
        RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) && header is { Unit: "bytes", Ranges.Count: 1 }
            ? header.Ranges.First()
            : null;
}
