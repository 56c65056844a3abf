using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>A part of a file as a stream: gives exactly its bytes or fails. Reads are synchronous, which for files is faster.</summary>
internal sealed class BlobFileStream(string store, string key, IDiskFile file, long offset, long count) : Stream
{
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => count;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Math.Max(0, count - _position));
        if (wanted == 0)
            return 0;
        try
        {
            var read = file.Read(buffer[..wanted], offset + _position);
            if (read == 0)
                throw new BlobException(BlobError.Damaged, $"The file ended after {offset + _position} bytes while it was read; it had {file.Length}.", store, key);
            _position += read;
            return read;
        }
        catch (DiskException exception)
        {
            throw new BlobException(exception.Error, exception.Message, store, key, exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => count + offset,
        };
        return target >= 0 ? _position = target : throw new IOException("A stream has no position before its beginning.");
    }

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
