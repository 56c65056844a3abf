using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Encryption.Tests;

/// <summary>Counts the bytes read from the store below, by streams that seek or, as an object store's, do not.</summary>
internal sealed class CountingStore(IBlobStore inner, bool seeks) : StoreLayer(inner)
{
    private long _bytes;
    private int _opened;

    public long Bytes => _bytes;

    public int Opened => _opened;

    /// <summary>Happens before a content is opened.</summary>
    public Func<Task> Opening { get; set; } = () => Task.CompletedTask;

    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        await Opening();
        var content = await Inner.OpenAsync(key, range, cancellationToken);
        Interlocked.Increment(ref _opened);
        return content.Through(new Counted(this, content.Body, seeks));
    }

    protected override IReadOnlyList<Type> PassedAbilities => [typeof(IQuarantine), typeof(ITouch)];

    public void Forget() => (_bytes, _opened) = (0, 0);

    private sealed class Counted(CountingStore store, Stream inner, bool seeks) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => seeks;
        public override bool CanWrite => false;
        public override long Length => seeks ? inner.Length : throw new NotSupportedException();
        public override long Position { get => inner.Position; set => inner.Position = seeks ? value : throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref store._bytes, read);
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
