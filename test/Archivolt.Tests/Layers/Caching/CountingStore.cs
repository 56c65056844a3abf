using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Layers.Caching;

/// <summary>Counts what is opened, and how many bytes of it are read.</summary>
internal sealed class CountingStore(IBlobStore inner) : StoreLayer(inner)
{
    private int _opened;
    private long _bytes;

    public int Opened => _opened;

    public int Closed { get; private set; }

    /// <summary>After so many bytes the connection breaks, once; null for never.</summary>
    public int? BreakAfter { get; set; }

    public long Bytes => _bytes;

    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var content = await base.OpenAsync(key, range, cancellationToken);
        Interlocked.Increment(ref _opened);
        return content.Through(new CountingStream(this, content.Body));
    }

    // The tests open several caches over it.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class CountingStream(CountingStore store, Stream inner) : ForwardReadStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (store.BreakAfter is 0)
            {
                store.BreakAfter = null;
                throw new BlobException(BlobError.Unavailable, "The connection broke.");
            }
            var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, store.BreakAfter ?? buffer.Length)], cancellationToken);
            store.BreakAfter -= read;
            Interlocked.Add(ref store._bytes, read);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                store.Closed++;
            }
            base.Dispose(disposing);
        }
    }
}
