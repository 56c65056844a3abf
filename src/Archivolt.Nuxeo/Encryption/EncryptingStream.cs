using System.Buffers;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>Passes what is written on encrypted, piece by piece; a draft's body.</summary>
/// <param name="target">Where the encrypted bytes go.</param>
/// <param name="header">Written first.</param>
/// <param name="cipher">Disposed with the stream.</param>
/// <param name="maxLength">Most that may be written.</param>
/// <param name="store">The layer's chain, for errors.</param>
internal sealed class EncryptingStream(Stream target, CryptHeader header, ContentCipher cipher, long maxLength, string store) : ForwardWriteStream
{
    private byte[] _clear = ArrayPool<byte>.Shared.Rent(ContentCipher.PieceLength);
    private byte[] _stored = ArrayPool<byte>.Shared.Rent(ContentCipher.PieceLength + ContentCipher.MaxGrowth);
    private int _waiting;
    private bool _begun;
    private bool _ended;

    public override bool CanWrite => !_ended;

    /// <summary>How many clear bytes were written.</summary>
    public long Written { get; private set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.Length > maxLength - Written)
            throw new BlobException(BlobError.TooLarge, $"This kind of encrypted content has at most {maxLength} bytes.", store);
        Written += buffer.Length;
        while (!buffer.IsEmpty)
        {
            // The last piece ends differently, so a full one waits until it is known whether more follows.
            if (_waiting == ContentCipher.PieceLength)
                await PassAsync(isLast: false, cancellationToken);
            var part = buffer[..Math.Min(buffer.Length, ContentCipher.PieceLength - _waiting)];
            part.Span.CopyTo(_clear.AsSpan(_waiting));
            _waiting += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    /// <summary>Writes what is left and what ends the content; nothing can be written afterwards.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        await PassAsync(isLast: true, cancellationToken);
        Release();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Release();
        base.Dispose(disposing);
    }

    private async ValueTask PassAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            if (!_begun)
                await target.WriteAsync(header.ToBytes(), cancellationToken);
            _begun = true;
            var length = _waiting;
            if (isLast)
                length = cipher.EncryptLast(_clear.AsSpan(0, _waiting), _stored);
            else
                cipher.Encrypt(_clear.AsSpan(0, _waiting), _stored);
            _waiting = 0;
            await target.WriteAsync(_stored.AsMemory(0, length), cancellationToken);
        }
        catch
        {
            // Nobody knows how much of the content arrived: going on would commit nonsense.
            Release();
            throw;
        }
    }

    private void Release()
    {
        if (_ended)
            return;
        _ended = true;
        ArrayPool<byte>.Shared.Return(_clear, clearArray: true);
        ArrayPool<byte>.Shared.Return(_stored);
        (_clear, _stored) = ([], []);
        cipher.Dispose();
    }
}
