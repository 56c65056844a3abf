using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>
/// The encrypted bytes of one blob at any offset: through one stream where the store's streams seek, so that a replacement meanwhile changes
/// nothing, otherwise by asking the store for ranges.
/// </summary>
/// <param name="inner">The store of the encrypted bytes.</param>
/// <param name="layer">The layer's chain, for errors.</param>
/// <param name="key">The blob.</param>
/// <param name="whole">The whole stored content, when its stream seeks; otherwise null. Owned.</param>
internal sealed class StoredBytes(IBlobStore inner, string layer, string key, BlobContent? whole) : IAsyncDisposable, IDisposable
{
    private Stream? _ranged;
    private BlobStat? _stat = whole?.Stat;
    private long _position = -1;

    /// <summary>Where the wanted segments end, once it is known; no range is asked for behind it.</summary>
    public long End { get; set; }

    public bool CanSeek => whole is not null;

    /// <summary>What the store knew of the blob when its bytes were first read.</summary>
    public BlobStat Stat => _stat ?? throw new InvalidOperationException("Nothing was read yet.");

    public BlobException Damaged(string problem) => new(BlobError.Damaged, problem, layer, key);

    /// <summary>The last <paramref name="length"/> stored bytes.</summary>
    public async ValueTask<byte[]> ReadLastAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        if (whole is not null)
        {
            if (whole.Length < length)
                throw TooShort(whole.Length);
            await ReadAsync(whole.Length - length, bytes, cancellationToken);
            return bytes;
        }
        await using var last = await OpenAsync(ByteRange.Last(length), cancellationToken);
        if (last.Length < length || await last.Body.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken) < length)
            throw TooShort(last.Length);
        return bytes;
    }

    /// <summary>Fills <paramref name="buffer"/> with the bytes from <paramref name="offset"/> on.</summary>
    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var stream = _position == offset && (whole?.Body ?? _ranged) is { } current ? current : await MoveAsync(offset, cancellationToken);
        // Where the stream is after a failure, nobody knows.
        _position = -1;
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        _position = offset + read;
        if (read < buffer.Length)
            throw Damaged($"The stored content ended after {_position} bytes while it was read.");
    }

    public ValueTask DisposeAsync() => (whole?.Body ?? _ranged)?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => (whole?.Body ?? _ranged)?.Dispose();

    private async ValueTask<Stream> MoveAsync(long offset, CancellationToken cancellationToken)
    {
        if (whole is not null)
        {
            whole.Body.Position = offset;
            return whole.Body;
        }
        if (_ranged is { } old)
        {
            _ranged = null;
            await old.DisposeAsync();
        }
        return _ranged = (await OpenAsync(ByteRange.From(offset, End - offset), cancellationToken)).Body;
    }

    private async ValueTask<BlobContent> OpenAsync(ByteRange range, CancellationToken cancellationToken)
    {
        try
        {
            var content = await inner.OpenAsync(key, range, cancellationToken);
            _stat ??= content.Stat;
            return content;
        }
        catch (BlobException exception) when (exception.Error == BlobError.RangeNotSatisfiable)
        {
            throw Damaged($"The stored content has no bytes {range}: it is cut short, or was never encrypted.");
        }
    }

    private BlobException TooShort(long length) => Damaged($"The stored content has {length} bytes, too few to be encrypted content.");
}
