using System.Buffers;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Encryption;

/// <summary>
/// Content in a form with one proof for all of it: a first pass reads everything and keeps a proof of each piece, the second takes the pieces
/// that are wanted and holds each against the first.
/// </summary>
internal interface IProvenContent : IDisposable
{
    /// <summary>Length of every piece but the last, stored and in clear.</summary>
    int PieceLength { get; }

    /// <summary>Length of a piece as it is stored.</summary>
    int LengthOf(int index);

    /// <summary>Turns a stored piece into a clear one; false when it is not the one that was proven.</summary>
    bool TryTake(int index, ReadOnlySpan<byte> stored, Span<byte> clear);
}

/// <summary>A range of proven content, taken piece by piece as it is read.</summary>
/// <param name="stored">All stored bytes.</param>
/// <param name="start">Where the pieces begin among them.</param>
/// <param name="content">What was proven; disposed with the stream.</param>
/// <param name="offset">Where the range begins in the clear content.</param>
/// <param name="count">Length of the range.</param>
internal sealed class VerifiedStream(StoredBytes stored, int start, IProvenContent content, long offset, long count)
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
            await LoadAsync((int)(offset / content.PieceLength), cancellationToken);
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
        var (index, first) = Math.DivRem(offset + position, content.PieceLength);
        if (index != _index)
            await LoadAsync((int)index, cancellationToken);
        var available = (int)Math.Min(buffer.Length, content.PieceLength - first);
        _clear.AsSpan((int)first, available).CopyTo(buffer.Span);
        return available;
    }

    private async ValueTask LoadAsync(int index, CancellationToken cancellationToken)
    {
        _index = -1;
        _encrypted ??= ArrayPool<byte>.Shared.Rent(content.PieceLength);
        _clear ??= ArrayPool<byte>.Shared.Rent(content.PieceLength);
        var piece = _encrypted.AsMemory(0, content.LengthOf(index));
        await stored.ReadAsync(start + ((long)index * content.PieceLength), piece, cancellationToken);
        if (!content.TryTake(index, piece.Span, _clear))
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
        content.Dispose();
    }
}
