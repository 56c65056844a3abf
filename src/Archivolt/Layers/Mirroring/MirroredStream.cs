using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Mirroring;

/// <summary>Content from one copy, and from the next one where that fails in the middle.</summary>
internal sealed class MirroredStream(Mirrored store, BlobContent begun, int copy) : ContentStream(begun.Length)
{
    private Stream _content = begun.Body;
    private int _copy = copy;

    // Inside the range: where the open stream begins, and which byte it gives next.
    private long _start;
    private long _next;

    public override bool CanRead => _content.CanRead;
    public override bool CanSeek => _content.CanSeek;

    public override async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_next != position)
                    await MoveAsync(position, cancellationToken);
                var read = await _content.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                    throw new BlobException(BlobError.Damaged, $"The content ended after {position} of {Length} bytes.", store.Copies[_copy].Traits.Name, begun.Stat.Key);
                _next = position + read;
                return read;
            }
            catch (BlobException exception) when (CopyFaults.MayBeElsewhere(exception.Error) && _copy < store.Copies.Count - 1)
            {
                var (next, found) = await store.ReopenAsync(begun, position, _copy, exception, cancellationToken);
                await _content.DisposeAsync();
                (_content, _copy, _start, _next) = (next, found, position, position);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask MoveAsync(long position, CancellationToken cancellationToken)
    {
        if (position < _start)
        {
            var whole = await store.Copies[_copy].OpenAsync(begun.Stat.Key, ByteRange.From(begun.Offset, begun.Length), cancellationToken);
            if (whole.Stat.Length != begun.Stat.Length)
            {
                await whole.DisposeAsync();
                throw new BlobException(BlobError.Unavailable, "The blob was replaced while it was read.", store.Traits.Name, begun.Stat.Key);
            }
            await _content.DisposeAsync();
            (_content, _start) = (whole.Body, 0);
        }
        _content.Position = position - _start;
        _next = position;
    }
}
