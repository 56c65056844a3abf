using Archivolt.AspNetCore.Downloads;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>A content of an operation's result that its asker may have. It needs no request any more, unless content of the request is in it.</summary>
internal sealed class AllowedBlob
{
    private readonly OperationBlob _blob;
    private readonly DownloadTicket? _ticket;

    private AllowedBlob(OperationBlob blob, DownloadTicket? ticket) => (_blob, _ticket) = (blob, ticket);

    /// <summary>Its name, until it is made.</summary>
    public string FileName => _blob is OperationBlob.Made made ? made.FileName : _ticket!.FileName;

    /// <summary>Asks for all of them.</summary>
    /// <exception cref="DownloadException">One is refused.</exception>
    public static async Task<IReadOnlyList<AllowedBlob>> OfAsync(IEnumerable<OperationBlob> blobs, HttpContext context, DownloadService downloads)
    {
        var allowed = new List<AllowedBlob>();
        foreach (var blob in blobs)
        {
            allowed.Add(new AllowedBlob(blob, blob is OperationBlob.Stored stored
                ? await downloads.AuthorizeAsync(BlobAnswer.RequestOf(stored, context), context.RequestAborted)
                : null));
        }
        return allowed;
    }

    /// <summary>Makes each in turn, as far as it is not made while it is written.</summary>
    public static async Task<IReadOnlyList<OperationBlob.Made>> MakeAsync(IReadOnlyList<AllowedBlob> allowed, DownloadService downloads, CancellationToken cancellationToken)
    {
        var made = new List<OperationBlob.Made>(allowed.Count);
        foreach (var blob in allowed)
            made.Add(await blob.MakeAsync(downloads, cancellationToken));
        return made;
    }

    private async Task<OperationBlob.Made> MakeAsync(DownloadService downloads, CancellationToken cancellationToken)
    {
        if (_blob is OperationBlob.Made made)
            return made;
        var ticket = await ((OperationBlob.Stored)_blob).MakeAsync(_ticket!, cancellationToken);
        return new OperationBlob.Made(ticket.FileName, BlobAnswer.TypeOf(ticket.Blob.MediaType, ticket.Blob.Encoding),
            (target, stop) => downloads.CopyToAsync(ticket, target, stop));
    }
}
