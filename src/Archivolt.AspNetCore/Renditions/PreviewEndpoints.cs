using System.Text.Unicode;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Renditions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>Something that a browser can show: <c>…/@preview</c>, <c>…/@blob/{xpath}/@preview</c>.</summary>
internal static class PreviewEndpoints
{
    /// <summary>The adapter.</summary>
    public const string Adapter = "@preview";

    private const string Html = "text/html";
    private const int SampleLength = 64 * 1024;

    public static void Map(DocumentRoutes routes) =>
        routes.At(Adapter).MapGet("", (DocumentRequest request, DownloadSender sender, DocumentRenditions renditions, DownloadService downloads) => ShowAsync(request, null, sender, renditions, downloads))
            .WithName("PreviewDocument").WithSummary("The document's main blob as a browser can show it: itself, or as HTML.")
            .ProducesContent("application/octet-stream").ProducesErrors(404, 422);

    /// <summary>Answers with the preview of a blob; null for the main one.</summary>
    public static Task ShowAsync(DocumentRequest request, string? xpath, DownloadSender sender, DocumentRenditions renditions, DownloadService downloads) => sender.SendAsync(
        new DownloadRequest
        {
            Principal = request.Principal,
            Repository = request.Document.Repository,
            DocumentId = request.Document.Id,
            Document = request.Document,
            XPath = xpath,
            Reason = "preview",
            Inline = true,
        },
        request.Context, (ticket, stop) => PreviewAsync(ticket, renditions, downloads, stop));

    private static async Task<DownloadTicket> PreviewAsync(
        DownloadTicket ticket, DocumentRenditions renditions, DownloadService downloads, CancellationToken cancellationToken)
    {
        // The vendor of a linked file shows it better than anybody else, to whoever is signed in there.
        if (ticket.Linked?.File?.EmbedUrl is { } embedded)
            return ticket with { Redirect = embedded };
        var type = ticket.Blob.MediaType ?? MediaTypes.Unknown;
        if (MediaTypeHeaderValue.TryParse(type, out var parsed) && (InlineContent.IsPassive(parsed) || parsed.MediaType.Equals(Html, StringComparison.OrdinalIgnoreCase)))
            return await WithCharsetAsync(ticket, parsed, downloads, cancellationToken);
        return renditions.Converters.TryFind(type, Html, out var converter)
            ? await renditions.GetAsync(ticket, new RenditionRecipe(converter), cancellationToken)
            : throw RequestException.NotFound($"Content of type '{type}' has no preview.");
    }

    // Browsers take text of which nobody knows the encoding for Windows-1252.
    private static async Task<DownloadTicket> WithCharsetAsync(DownloadTicket ticket, MediaTypeHeaderValue type, DownloadService downloads, CancellationToken cancellationToken)
    {
        if (ticket.Blob.Encoding is { Length: > 0 } || type.Charset.HasValue || !type.Type.Equals("text", StringComparison.OrdinalIgnoreCase) || ticket.Blob.Length == 0)
            return ticket;
        await using var content = await downloads.OpenAsync(ticket with { Redirect = null }, ByteRange.From(0, SampleLength), cancellationToken);
        var sample = new byte[SampleLength];
        var length = await content.Body.ReadAtLeastAsync(sample, sample.Length, throwOnEndOfStream: false, cancellationToken);
        return IsUtf8(sample.AsSpan(0, length)) ? ticket with { Blob = ticket.Blob with { Encoding = "utf-8" } } : ticket;
    }

    // The last character of a whole sample may have been cut.
    private static bool IsUtf8(ReadOnlySpan<byte> sample)
    {
        for (var cut = 0; cut <= (sample.Length == SampleLength ? 3 : 0); cut++)
        {
            if (Utf8.IsValid(sample[..^cut]))
                return true;
        }
        return false;
    }
}
