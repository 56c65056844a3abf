namespace Archivolt.Stores;

/// <summary>Base of streams over stored content: length, position and seeking once, and nothing of writing. A deriving stream reads at a position.</summary>
/// <param name="length">Number of bytes the stream gives.</param>
public abstract class ContentStream(long length) : Stream
{
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(!CanRead, this);
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = Wanted(buffer.Length);
        var read = wanted == 0 ? 0 : await ReadAtAsync(_position, buffer[..wanted], cancellationToken);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(!CanRead, this);
        var wanted = Wanted(buffer.Length);
        var read = wanted == 0 ? 0 : ReadAt(_position, buffer[..wanted]);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        if (!CanSeek)
            throw new NotSupportedException("The content is read from its beginning to its end.");
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };
        return target >= 0 ? _position = target : throw new IOException("A stream has no position before its beginning.");
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads some bytes, at least one, from a position before the end; the buffer does not reach behind it.</summary>
    protected abstract ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>The same for callers that cannot wait otherwise.</summary>
    protected virtual int ReadAt(long position, Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        var read = ReadAtAsync(position, bytes, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    /// <summary>Counts bytes that were handed out otherwise than by reading.</summary>
    protected void Advance(int count) => _position += count;

    private int Wanted(int room) => (int)Math.Min(room, Math.Max(0, length - _position));
}
