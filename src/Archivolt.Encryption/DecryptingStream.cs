using System.Buffers;
using Archivolt.Stores.Kit;

namespace Archivolt.Encryption;

/// <summary>
/// A range of clear content; no byte leaves before its segment is proven. Who reads on gets the next segments decrypted ahead, while he works on
/// the last ones.
/// </summary>
/// <param name="stored">Where the segments are.</param>
/// <param name="content">Their cipher.</param>
/// <param name="clearLength">Length of the whole content.</param>
/// <param name="offset">Where the range begins in the content.</param>
/// <param name="count">Length of the range.</param>
internal sealed class DecryptingStream(StoredBytes stored, SealedContent content, long clearLength, long offset, long count)
    : ContentStream(count)
{
    // As many encrypted segments as fit a pooled buffer of 256 KiB.
    private const int SegmentsAhead = 3;

    private byte[] _encrypted = [];
    private PlaintextBlock _current = new();
    private PlaintextBlock _next = new();
    private Task? _ahead;
    private bool _disposed;

    public override bool CanRead => !_disposed;
    public override bool CanSeek => stored.CanSeek && !_disposed;

    /// <summary>Decrypts the first segment before anything is read, to learn whether segments and seal belong together.</summary>
    public Task ProveFirstAsync(CancellationToken cancellationToken) => FillAsync(_current, offset / SegmentLayout.SegmentSize, 1, cancellationToken);

    /// <summary>Hands on whole proven blocks, without a copy between.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (Position < Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_current.Holds(offset + Position))
                await MoveAsync(offset + Position, cancellationToken);
            var clear = _current.From(offset + Position);
            // The last segment may reach behind the range.
            clear = clear[..(int)Math.Min(clear.Length, Length - Position)];
            await destination.WriteAsync(clear, cancellationToken);
            Advance(clear.Length);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        await stored.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ReleaseAsync().GetAwaiter().GetResult();
            stored.Dispose();
        }
        base.Dispose(disposing);
    }

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_current.Holds(offset + position))
            await MoveAsync(offset + position, cancellationToken);
        var clear = _current.From(offset + position);
        var read = Math.Min(buffer.Length, clear.Length);
        clear.Span[..read].CopyTo(buffer.Span);
        return read;
    }

    private async ValueTask MoveAsync(long position, CancellationToken cancellationToken)
    {
        var readsOn = position == _current.End;
        if (_ahead is { } ahead)
        {
            // What went wrong there only matters to who wants those bytes.
            _ahead = null;
            await ahead.ConfigureAwait(readsOn ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.SuppressThrowing);
            (_current, _next) = (_next, _current);
        }
        if (!_current.Holds(position))
            await FillAsync(_current, position / SegmentLayout.SegmentSize, readsOn ? SegmentsAhead : 1, cancellationToken);
        var next = _current.End;
        if (readsOn && next < offset + Length)
            _ahead = Task.Run(() => FillAsync(_next, next / SegmentLayout.SegmentSize, SegmentsAhead, CancellationToken.None), CancellationToken.None);
    }

    /// <summary>Decrypts some segments, as far as the range goes.</summary>
    private async Task FillAsync(PlaintextBlock block, long first, int segments, CancellationToken cancellationToken)
    {
        var behind = Math.Min(first + segments, SegmentLayout.SegmentCount(offset + Length));
        var (start, end) = (first * SegmentLayout.SegmentSize, Math.Min(behind * SegmentLayout.SegmentSize, clearLength));
        var clear = block.Empty((int)(end - start));
        var encrypted = Encrypted(clear.Length + ((int)(behind - first) * ISegmentCipher.TagLength));
        await stored.ReadAsync(first * SegmentLayout.StoredSegmentSize, encrypted, cancellationToken);
        for (var (index, rest) = (first, clear); index < behind; index++)
        {
            var length = SegmentLayout.SegmentLength(index, clearLength);
            var segment = encrypted[..(length + ISegmentCipher.TagLength)];
            if (!content.TryDecrypt(index, index == SegmentLayout.SegmentCount(clearLength) - 1, segment.Span, rest.Span[..length]))
                throw stored.Damaged($"Segment {index} of the content was changed after it was written.");
            (rest, encrypted) = (rest[length..], encrypted[segment.Length..]);
        }
        block.Filled(start, end);
    }

    private Memory<byte> Encrypted(int length)
    {
        if (_encrypted.Length < length)
        {
            ReturnEncrypted();
            _encrypted = ArrayPool<byte>.Shared.Rent(length);
        }
        return _encrypted.AsMemory(0, length);
    }

    private void ReturnEncrypted()
    {
        if (_encrypted.Length > 0)
            ArrayPool<byte>.Shared.Return(_encrypted);
        _encrypted = [];
    }

    private async Task ReleaseAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_ahead is not null)
            await _ahead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ReturnEncrypted();
        _current.Dispose();
        _next.Dispose();
        content.Dispose();
    }
}
