using System.Buffers;
using Archivolt.Blobs;
using Archivolt.Layers.Encryption;
using Archivolt.Stores;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>A range of proven content, decrypted piece by piece as it is read.</summary>
/// <param name="stored">All stored bytes.</param>
/// <param name="start">Where the encrypted bytes begin among them.</param>
/// <param name="cipher">Has proven the content; disposed with the stream.</param>
/// <param name="offset">Where the range begins in the clear content.</param>
/// <param name="count">Length of the range.</param>
internal sealed class DecryptingStream(StoredBytes stored, int start, ContentCipher cipher, long offset, long count)
    : ContentStream(count)
{
    private byte[]? _encrypted;
    private byte[]? _clear;
    private int _index = -1;
    private bool _disposed;

    public override bool CanRead => !_disposed;
    public override bool CanSeek => stored.CanSeek && !_disposed;

    /// <summary>Reads the first wanted piece; false when it is not the one that was proven.</summary>
    public async ValueTask<bool> TryBeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync((int)(offset / ContentCipher.PieceLength), cancellationToken);
            return true;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            return false;
        }
    }

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

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var (index, first) = Math.DivRem(offset + position, ContentCipher.PieceLength);
        if (index != _index)
            await LoadAsync((int)index, cancellationToken);
        var available = (int)Math.Min(buffer.Length, ContentCipher.PieceLength - first);
        _clear.AsSpan((int)first, available).CopyTo(buffer.Span);
        return available;
    }

    private async ValueTask LoadAsync(int index, CancellationToken cancellationToken)
    {
        _index = -1;
        _encrypted ??= ArrayPool<byte>.Shared.Rent(ContentCipher.PieceLength);
        _clear ??= ArrayPool<byte>.Shared.Rent(ContentCipher.PieceLength);
        var piece = _encrypted.AsMemory(0, cipher.LengthOf(index));
        await stored.ReadAsync(start + ((long)index * ContentCipher.PieceLength), piece, cancellationToken);
        if (!cipher.TryDecrypt(index, piece.Span, _clear))
            throw stored.Damaged("The stored content was exchanged while it was read.");
        _index = index;
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
        cipher.Dispose();
    }
}
