using System.Buffers;

namespace Archivolt.Layers.Encryption;

/// <summary>
/// Cuts what is written into segments and passes them on encrypted. The last segment is flagged as such, so a full one waits until it is known
/// whether more follows.
/// </summary>
internal sealed class EncryptingStream : Stream
{
    private readonly Stream _target;
    private readonly SealedContent _content;
    private byte[] _waiting = ArrayPool<byte>.Shared.Rent(SegmentLayout.SegmentSize);
    private byte[] _stored = ArrayPool<byte>.Shared.Rent(SegmentLayout.StoredSegmentSize);
    private int _waitingLength;
    private long _segments;
    private bool _ended;

    public EncryptingStream(Stream target, SealedContent content)
    {
        _target = target;
        _content = content;
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => !_ended;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        while (!buffer.IsEmpty)
        {
            if (_waitingLength == SegmentLayout.SegmentSize)
            {
                await PassAsync(_waiting.AsMemory(0, _waitingLength), isLast: false, cancellationToken);
                _waitingLength = 0;
            }
            if (_waitingLength == 0 && buffer.Length > SegmentLayout.SegmentSize)
            {
                await PassAsync(buffer[..SegmentLayout.SegmentSize], isLast: false, cancellationToken);
                buffer = buffer[SegmentLayout.SegmentSize..];
                continue;
            }
            var part = buffer[..Math.Min(buffer.Length, SegmentLayout.SegmentSize - _waitingLength)];
            part.Span.CopyTo(_waiting.AsSpan(_waitingLength));
            _waitingLength += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Writes the last segment and the seal for <paramref name="key"/>; nothing can be written afterwards.</summary>
    public async ValueTask SealAsync(string key, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        var length = (_segments * SegmentLayout.SegmentSize) + _waitingLength;
        if (_waitingLength > 0)
            await PassAsync(_waiting.AsMemory(0, _waitingLength), isLast: true, cancellationToken);
        await _target.WriteAsync(_content.Seal(length, key), cancellationToken);
        End();
    }

    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    private async ValueTask PassAsync(ReadOnlyMemory<byte> clear, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            _content.Encrypt(_segments, isLast, clear.Span, _stored);
            await _target.WriteAsync(_stored.AsMemory(0, clear.Length + ISegmentCipher.TagLength), cancellationToken);
            _segments++;
        }
        catch
        {
            // Nobody knows how much of the segment arrived: going on would commit nonsense, or use a nonce twice.
            End();
            throw;
        }
    }

    private void End()
    {
        if (_ended)
            return;
        _ended = true;
        ArrayPool<byte>.Shared.Return(_waiting, clearArray: true);
        ArrayPool<byte>.Shared.Return(_stored);
        (_waiting, _stored) = ([], []);
        _content.Dispose();
    }
}
