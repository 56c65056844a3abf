using Archivolt.Blobs;

namespace Archivolt.Documents.Downloads;

/// <summary>One answer of an allowed download. Made only by <see cref="DownloadService.BeginAsync"/>, which writes all its bytes into the audit log.</summary>
public sealed class Delivery
{
    private readonly LogicalDownload _download;
    private long _sent;

    internal Delivery(LogicalDownload download, IReadOnlyList<ByteRange> parts) => (_download, Parts) = (download, parts);

    internal IReadOnlyList<ByteRange> Parts { get; }

    /// <summary>Counts bytes of the content that were given to the connection, in the order in which they were announced.</summary>
    public void Sent(long count) => _sent += count;

    /// <summary>
    /// To be called when the answer has ended or was broken off: corrects the audit entry where less went out than was announced. What the database cannot take waits in
    /// memory.
    /// </summary>
    public Task EndAsync() => _download.End(this, _sent) ? Task.CompletedTask : _download.RecordAsync();
}
