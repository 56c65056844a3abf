namespace Archivolt.Stores.Kit;

/// <summary>
/// Base of streams over stored content of a known length. A deriving stream reads at a position; length, position and seeking are here.
/// </summary>
/// <param name="length">Number of bytes the stream gives.</param>
public abstract class ContentStream(long length) : ForwardReadStream
{
    private long _position;

    /// <summary>True unless a deriving stream says otherwise.</summary>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public sealed override long Length => length;

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(!CanRead, this);
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = Wanted(buffer.Length);
        var read = wanted == 0 ? 0 : await ReadAtAsync(_position, buffer[..wanted], cancellationToken);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public sealed override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(!CanRead, this);
        var wanted = Wanted(buffer.Length);
        var read = wanted == 0 ? 0 : ReadAt(_position, buffer[..wanted]);
        _position += read;
        return read;
    }

    /// <summary>Moves to a position, which may lie behind the end; there is nothing to read there.</summary>
    /// <exception cref="NotSupportedException">The stream does not seek (<see cref="CanSeek"/>).</exception>
    /// <exception cref="IOException">The position lies before the beginning.</exception>
    public sealed override long Seek(long offset, SeekOrigin origin)
    {
        if (!CanSeek)
            return base.Seek(offset, origin);
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };
        return target >= 0 ? _position = target : throw new IOException("A stream has no position before its beginning.");
    }

    /// <summary>Reads some bytes, at least one, from a position before the end; the buffer does not reach behind it.</summary>
    protected abstract ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>The same for callers that block. Override it where bytes come without waiting.</summary>
    protected virtual int ReadAt(long position, Span<byte> buffer) => Wait(bytes => ReadAtAsync(position, bytes, CancellationToken.None), buffer);

    /// <summary>Counts bytes that were handed out otherwise than by reading.</summary>
    protected void Advance(int count) => _position += count;

    private int Wanted(int room) => (int)Math.Min(room, Math.Max(0, length - _position));
}
