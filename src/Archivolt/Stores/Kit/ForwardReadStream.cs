namespace Archivolt.Stores.Kit;

/// <summary>Base of streams that are read once, from their beginning to their end. A deriving stream reads asynchronously; every other way to read leads there.</summary>
public abstract class ForwardReadStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <summary>Not supported, unless a deriving stream knows it.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported, unless a deriving stream counts.</summary>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads some bytes; 0 only at the end, or for an empty buffer.</summary>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Blocks until the asynchronous read ends. Override it where bytes come without waiting.</summary>
    public override int Read(Span<byte> buffer) => Wait(bytes => ReadAsync(bytes), buffer);

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The content is read from its beginning to its end.");

    /// <summary>Does nothing.</summary>
    public sealed override void Flush() { }

    /// <summary>Not supported.</summary>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // A span cannot outlive the call, so the bytes take one more step.
    private protected static int Wait(Func<Memory<byte>, ValueTask<int>> read, Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        var count = read(bytes).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, count).CopyTo(buffer);
        return count;
    }
}
