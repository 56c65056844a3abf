namespace Archivolt.Documents.Downloads;

/// <summary>One answer with content of an allowed download. Made only by <see cref="DownloadService.BeginAsync"/>.</summary>
public sealed class Delivery
{
    private readonly LogicalDownload _download;

    internal Delivery(LogicalDownload download) => _download = download;

    /// <summary>Counts bytes of the content that were given to the connection.</summary>
    /// <param name="offset">The first one's place in the content.</param>
    /// <param name="count">How many.</param>
    public void Sent(long offset, long count) => _download.Add(offset, count);

    /// <summary>Corrects the audit entry of content that was to go out at once and did not: nothing went out.</summary>
    public Task RetractAsync()
    {
        _download.Clear();
        return _download.RecordAsync();
    }

    /// <summary>
    /// Completes the audit entry with what went out. To be called before the last byte goes, so that it is in the database when the answer ends; and for an answer that is broken
    /// off as well. Where the database cannot be written, the facts wait in memory.
    /// </summary>
    public Task EndAsync() => _download.RecordAsync();
}
