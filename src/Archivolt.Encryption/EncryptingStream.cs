using System.Buffers;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Encryption;

/// <summary>
/// Cuts what is written into segments and passes them on encrypted, some at a time: while the store takes one batch, the next is encrypted. The last
/// segment is flagged as such, so a full one waits until it is known whether more follows.
/// </summary>
internal sealed class EncryptingStream : ForwardWriteStream
{
    // With a seal, what a pooled buffer of 256 KiB holds.
    private const int BatchLength = 3 * SegmentLayout.StoredSegmentSize;

    private readonly Stream _target;
    private readonly SealedContent _content;
    private readonly int _sealLength;
    private readonly PlaintextBlock? _proof;
    private byte[] _waiting = ArrayPool<byte>.Shared.Rent(SegmentLayout.SegmentSize);
    private byte[] _batch;
    private byte[] _passing = [];
    private Task _pass = Task.CompletedTask;
    private int _waitingLength;
    private int _batchLength;
    private long _segments;
    private bool _ended;

    /// <summary>Begins a content.</summary>
    /// <param name="target">Where the encrypted bytes go.</param>
    /// <param name="content">Its cipher; disposed with the stream.</param>
    /// <param name="sealLength">Length of its seal.</param>
    /// <param name="proves">True to decrypt every segment again and compare it before it goes on.</param>
    public EncryptingStream(Stream target, SealedContent content, int sealLength, bool proves)
    {
        _target = target;
        _content = content;
        _sealLength = sealLength;
        _proof = proves ? new PlaintextBlock() : null;
        _batch = RentBatch();
    }

    public override bool CanWrite => !_ended;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        while (!buffer.IsEmpty)
        {
            if (_waitingLength == SegmentLayout.SegmentSize)
            {
                await EncryptAsync(_waiting.AsMemory(0, _waitingLength), isLast: false, cancellationToken);
                _waitingLength = 0;
            }
            if (_waitingLength == 0 && buffer.Length > SegmentLayout.SegmentSize)
            {
                await EncryptAsync(buffer[..SegmentLayout.SegmentSize], isLast: false, cancellationToken);
                buffer = buffer[SegmentLayout.SegmentSize..];
                continue;
            }
            var part = buffer[..Math.Min(buffer.Length, SegmentLayout.SegmentSize - _waitingLength)];
            part.Span.CopyTo(_waiting.AsSpan(_waitingLength));
            _waitingLength += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    /// <summary>Writes what is left and the seal for <paramref name="key"/>; nothing can be written afterwards.</summary>
    public async ValueTask SealAsync(string key, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        var length = (_segments * SegmentLayout.SegmentSize) + _waitingLength;
        if (_waitingLength > 0)
            await EncryptAsync(_waiting.AsMemory(0, _waitingLength), isLast: true, cancellationToken);
        _content.Seal(length, key).CopyTo(_batch, _batchLength);
        try
        {
            await _pass;
            await _target.WriteAsync(_batch.AsMemory(0, _batchLength + _sealLength), cancellationToken);
        }
        finally
        {
            await EndAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await EndAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            EndAsync().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    // Leaves room for the seal, so that small content is written at once.
    private byte[] RentBatch() => ArrayPool<byte>.Shared.Rent(BatchLength + _sealLength);

    private async ValueTask EncryptAsync(ReadOnlyMemory<byte> clear, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            if (_batchLength == BatchLength)
                await PassBatchAsync(cancellationToken);
            _content.Encrypt(_segments, isLast, clear.Span, _batch.AsSpan(_batchLength));
            Prove(isLast, clear.Span, _batch.AsSpan(_batchLength, clear.Length + ISegmentCipher.TagLength));
            _batchLength += clear.Length + ISegmentCipher.TagLength;
            _segments++;
        }
        catch
        {
            // Nobody knows how much of the content arrived: going on would commit nonsense.
            await EndAsync();
            throw;
        }
    }

    private void Prove(bool isLast, ReadOnlySpan<byte> clear, ReadOnlySpan<byte> stored)
    {
        if (_proof is null)
            return;
        var again = _proof.Empty(clear.Length).Span;
        if (!_content.TryDecrypt(_segments, isLast, stored, again) || !again.SequenceEqual(clear))
            throw new BlobException(BlobError.IO, "What was encrypted does not decrypt to the same: processor or memory do not work as they should.");
    }

    private async ValueTask PassBatchAsync(CancellationToken cancellationToken)
    {
        await _pass;
        if (_passing.Length == 0)
            _passing = RentBatch();
        (_batch, _passing) = (_passing, _batch);
        var full = _passing.AsMemory(0, _batchLength);
        _pass = Task.Run(async () => await _target.WriteAsync(full, cancellationToken), CancellationToken.None);
        _batchLength = 0;
    }

    private async Task EndAsync()
    {
        if (_ended)
            return;
        _ended = true;
        // The store may still be taking a batch; its failure was reported already, or nobody wants the content any more.
        await _pass.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ArrayPool<byte>.Shared.Return(_waiting, clearArray: true);
        ArrayPool<byte>.Shared.Return(_batch);
        if (_passing.Length > 0)
            ArrayPool<byte>.Shared.Return(_passing);
        (_waiting, _batch, _passing) = ([], [], []);
        _proof?.Dispose();
        _content.Dispose();
    }
}
