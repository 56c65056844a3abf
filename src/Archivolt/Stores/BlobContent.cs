using Microsoft.Win32.SafeHandles;

namespace Archivolt.Stores;

/// <summary>
/// Content that was opened for reading: what the store knows of the blob, the range, and its bytes. All of it belongs to one state of the blob,
/// whatever happens to its key meanwhile. Disposing it and disposing <see cref="Body"/> is the same.
/// </summary>
/// <param name="stat">The blob that was opened, as <see cref="IBlobStore.StatAsync"/> would have described it.</param>
/// <param name="offset">Where the range begins in the content.</param>
/// <param name="length">Number of bytes in the range.</param>
/// <param name="body">Gives exactly these bytes; owned by the content.</param>
public sealed class BlobContent(BlobStat stat, long offset, long length, Stream body) : IAsyncDisposable
{
    /// <summary>The blob that was opened; its length is that of the whole content.</summary>
    public BlobStat Stat => stat;

    /// <summary>Where the range begins in the content, in bytes.</summary>
    public long Offset => offset;

    /// <summary>Number of bytes in the range.</summary>
    public long Length => length;

    /// <summary>
    /// The bytes of the range: exactly <see cref="Length"/> of them, then the end. It may seek, inside the range; it fails rather than ending early.
    /// </summary>
    public Stream Body => body;

    /// <summary>
    /// The open file that holds exactly the content, for senders that do not copy; the range begins there at <see cref="Offset"/>. Null where
    /// there is no such file. It is closed with the content: read it, do not close it.
    /// </summary>
    public SafeFileHandle? LocalFile { get; init; }

    /// <summary>The same content read through another stream, which owns <see cref="Body"/>; it is no local file any more.</summary>
    public BlobContent Through(Stream outer) => new(stat, offset, length, outer);

    /// <summary>Closes the body.</summary>
    public ValueTask DisposeAsync() => body.DisposeAsync();
}
