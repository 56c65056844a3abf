using Archivolt.Documents.Downloads;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Downloads that are a part of an answer.</summary>
internal static class TicketCopy
{
    /// <summary>Writes an allowed download into something larger, recorded before its first byte; nobody is redirected.</summary>
    public static async Task CopyToAsync(this DownloadService downloads, DownloadTicket ticket, Stream target, CancellationToken cancellationToken)
    {
        var part = ticket with { Redirect = null };
        await using var content = await downloads.OpenAsync(part, cancellationToken: cancellationToken);
        var isSmall = content.Length <= ContentPump.Small;
        var delivery = await downloads.BeginAsync(part, sent: isSmall ? content.Length : 0, cancellationToken: cancellationToken);
        await content.Body.CopyToAsync(target, cancellationToken);
        if (isSmall)
            return;
        delivery.Sent(0, content.Length);
        await delivery.EndAsync();
    }
}
