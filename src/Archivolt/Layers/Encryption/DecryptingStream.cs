using System.Buffers;
using System.Security.Cryptography;

namespace Archivolt.Layers.Encryption;

/// <summary>A range of clear content, read segment by segment; no byte leaves before its segment is proven.</summary>
/// <param name="stored">Where the segments are.</param>
/// <param name="content">Their cipher.</param>
/// <param name="clearLength">Length of the whole content.</param>
/// <param name="offset">Where the range begins in the content.</param>
/// <param name="count">Length of the range.</param>
internal sealed class DecryptingStream(StoredBytes stored, SealedContent content, long clearLength, long offset, long count) : Stream
{
    private byte[]? _encrypted;
    private byte[]? _clear;
    private long _clearIndex = -1;
    private long _position;
    private bool _disposed;

    public override bool CanRead => !_disposed;
    public override bool CanSeek => stored.CanSeek && !_disposed;
    public override bool CanWrite => false;
    public override long Length => count;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Decrypts the first segment before anything is read, to learn whether segments and seal belong together.</summary>
    public ValueTask ProveFirstAsync(CancellationToken cancellationToken) => LoadAsync(offset / SegmentLayout.SegmentSize, cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(buffer.Length, Math.Max(0, count - _position));
        if (wanted == 0)
            return 0;
        var (index, start) = Math.DivRem(offset + _position, SegmentLayout.SegmentSize);
        var length = SegmentLayout.SegmentLength(index, clearLength);
        var available = (int)Math.Min(wanted, length - start);
        if (available == length && index != _clearIndex)
        {
            await DecryptAsync(index, buffer[..length], cancellationToken);
        }
        else
        {
            if (index != _clearIndex)
                await LoadAsync(index, cancellationToken);
            _clear.AsSpan((int)start, available).CopyTo(buffer.Span);
        }
        _position += available;
        return available;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (!CanSeek)
            throw new NotSupportedException("The content is read from its beginning to its end.");
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

    public override async ValueTask DisposeAsync()
    {
        Release();
        await stored.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Release();
            stored.Dispose();
        }
        base.Dispose(disposing);
    }

    private async ValueTask LoadAsync(long index, CancellationToken cancellationToken)
    {
        _clearIndex = -1;
        _clear ??= ArrayPool<byte>.Shared.Rent(SegmentLayout.SegmentSize);
        await DecryptAsync(index, _clear.AsMemory(0, SegmentLayout.SegmentLength(index, clearLength)), cancellationToken);
        _clearIndex = index;
    }

    private async ValueTask DecryptAsync(long index, Memory<byte> clear, CancellationToken cancellationToken)
    {
        var isLast = index == SegmentLayout.SegmentCount(clearLength) - 1;
        _encrypted ??= ArrayPool<byte>.Shared.Rent(SegmentLayout.StoredSegmentSize);
        var segment = _encrypted.AsMemory(0, clear.Length + ISegmentCipher.TagLength);
        await stored.ReadAsync(index * SegmentLayout.StoredSegmentSize, segment, cancellationToken);
        if (content.TryDecrypt(index, isLast, segment.Span, clear.Span))
            return;
        CryptographicOperations.ZeroMemory(clear.Span);
        throw stored.Damaged($"Segment {index} of the content was changed after it was written.");
    }

    private void Release()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_encrypted is not null)
            ArrayPool<byte>.Shared.Return(_encrypted);
        if (_clear is not null)
            ArrayPool<byte>.Shared.Return(_clear, clearArray: true);
        (_encrypted, _clear) = (null, null);
        content.Dispose();
    }
}
