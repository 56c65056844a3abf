using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Stores.Files;

/// <summary>A part of a file as a stream: gives exactly its bytes or fails. Reads are synchronous, which for files is faster.</summary>
internal sealed class BlobFileStream(string store, string key, IDiskFile file, long offset, long count) : ContentStream(count)
{
    /// <summary>An open file, or a range of it, as content; after a failure the file is closed.</summary>
    public static BlobContent Open(string store, string key, IDiskFile file, ByteRange range)
    {
        try
        {
            var stat = file.Entry.ToStat(key);
            var (offset, count) = range.Resolve(stat.Length, store, key);
            return new BlobContent(stat, offset, count, new BlobFileStream(store, key, file, offset, count)) { LocalFile = file.Handle };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    protected override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadAt(position, buffer.Span));

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        try
        {
            var read = file.Read(buffer, offset + position);
            return read > 0 ? read : throw new BlobException(BlobError.Damaged,
                $"The file ended after {offset + position} bytes while it was read; it had {file.Entry.Length}.", store, key);
        }
        catch (DiskException exception)
        {
            throw new BlobException(exception.Error, exception.Message, store, key, exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
