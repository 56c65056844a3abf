using Archivolt.Jobs;

namespace Archivolt.Documents.Uploads;

/// <summary>All uploads of an installation, whoever makes them: for administrators.</summary>
/// <param name="sessions">The uploads.</param>
/// <param name="ledger">What is known of them.</param>
/// <param name="orders">Where it is recorded what people drop; null for nowhere.</param>
public sealed class UploadOversight(UploadSessions sessions, IUploadSessionLedger ledger, IOperatorLog? orders = null)
{
    /// <summary>Most uploads that a list has.</summary>
    public const int MostListed = 1000;

    /// <summary>The uploads that nobody has taken yet, the newest first, with how much of each has arrived.</summary>
    /// <param name="limit">At most so many, from 1 to <see cref="MostListed"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<OpenUpload>> ListAsync(int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostListed);
        var uploads = new List<OpenUpload>();
        foreach (var upload in await ledger.ListAsync(limit, cancellationToken))
            uploads.Add(upload is { Growing: > 0, IsOver: false } ? upload with { Arrived = await ArrivedAsync(upload, cancellationToken) } : upload);
        return uploads;
    }

    /// <summary>Ends an upload with all its files, whoever made it, and records that. What a document took stays the document's.</summary>
    /// <param name="batch">Id of its batch.</param>
    /// <param name="by">Who drops it, for the audit.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>: there is no such batch, or it has ended.</exception>
    public async Task DropAsync(string batch, string by, CancellationToken cancellationToken = default)
    {
        var owner = await sessions.DropAsync(batch, cancellationToken);
        if (orders is not null)
        {
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["batch"] = batch, ["owner"] = owner };
            await orders.WriteAsync(new OperatorOrder("uploadDropped", by, $"Upload of {owner}", details), cancellationToken);
        }
    }

    // Only the store knows how long a file is that is growing.
    private async Task<long> ArrivedAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(upload.Id, cancellationToken: cancellationToken) is not { } batch)
            return upload.Arrived;
        var arrived = 0L;
        foreach (var file in batch.Files)
            arrived += await OffsetOfAsync(file, cancellationToken);
        return arrived;
    }

    private async Task<long> OffsetOfAsync(UploadFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.OffsetOfAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is DocumentException or Blobs.BlobException)
        {
            // Its store does not answer, or lost it: what is known otherwise is better than nothing.
            return file.ArrivedLength;
        }
    }
}
