using System.Buffers;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Downloads that are a part of an answer.</summary>
internal static class TicketCopy
{
    private const int Block = 128 * 1024;

    /// <summary>Writes an allowed download into something larger, recorded before its first byte; nobody is redirected.</summary>
    public static async Task CopyToAsync(this DownloadService downloads, DownloadTicket ticket, Stream target, CancellationToken cancellationToken)
    {
        await using var content = await downloads.OpenAsync(ticket with { Redirect = null }, cancellationToken: cancellationToken);
        await downloads.CopyToAsync(ticket, content, target, cancellationToken);
    }

    /// <summary>The same with its content, which is open already.</summary>
    public static async Task CopyToAsync(this DownloadService downloads, DownloadTicket ticket, BlobContent content, Stream target, CancellationToken cancellationToken)
    {
        var part = ticket with { Redirect = null };
        var delivery = await downloads.BeginAsync(part, [ByteRange.From(0, content.Length)], cancellationToken: cancellationToken);
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (int read; (read = await content.Body.ReadAsync(block, cancellationToken)) > 0;)
            {
                // Rather too many than too few, where the answer is broken off within the block.
                delivery.Sent(read);
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            await delivery.EndAsync();
        }
    }
}
