using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Stores;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>The content of an allowed download. A placeholder that a rendition still to come stands behind (<c>empty=true</c>) has no validators.</summary>
internal sealed class TicketContent(DownloadTicket ticket, DownloadService downloads, FrontServer front, TimeProvider clock)
    : ServedContent(ticket.Blob, ticket.FileName, ticket.Request.Inline)
{
    private const int Year = 31_536_000;

    private Delivery? _delivery;

    public override Validators? KnownValidators => ticket.EntityTag is not null || IsPlaceholder ? ValidatorsWith(ticket.EntityTag) : null;

    private bool IsPlaceholder => ticket.Blob.MediaType?.Contains("empty=true", StringComparison.Ordinal) ?? false;

    public override Validators ValidatorsOf(BlobStat stat) => ValidatorsWith(ticket.EntityTagOf(stat));

    public override ValueTask<BlobContent> OpenAsync(ByteRange range, CancellationToken cancellationToken) =>
        downloads.OpenAsync(ticket, range, cancellationToken);

    public override ValueTask<BlobStat> StatAsync(CancellationToken cancellationToken) => downloads.StatAsync(ticket, cancellationToken);

    public override async ValueTask BeginAsync(IReadOnlyList<ContentPart> parts, bool isPart, CancellationToken cancellationToken) =>
        _delivery = await downloads.BeginAsync(ticket, [.. parts.Select(part => part.ToRange())], isPart, cancellationToken);

    public override void Sent(long count) => _delivery?.Sent(count);

    public override Task EndAsync() => _delivery?.EndAsync() ?? Task.CompletedTask;

    public override bool TryHandOver(BlobContent content, HttpResponse response) => front.TryHandOver(ticket, content, response);

    // A URL with a change token names one state of the document, so its answer may be kept; any other is asked again.
    public override void SetCaching(HttpContext context)
    {
        var headers = context.Response.Headers;
        // Another user of the same browser must not be served from the first one's cache.
        headers.Vary = "Authorization, X-Authentication-Token";
        if (context.Request.Query.ContainsKey("changeToken"))
        {
            headers.CacheControl = "private, max-age=31536000";
            headers.Expires = clock.GetUtcNow().AddSeconds(Year).ToString("R", CultureInfo.InvariantCulture);
        }
        else
        {
            headers.CacheControl = "private, max-age=0";
        }
    }

    private Validators ValidatorsWith(string? tag) =>
        IsPlaceholder ? default : new Validators($"\"{tag}\"", Validators.WholeSeconds(ticket.LastModified));
}
