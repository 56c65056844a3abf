using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Samples.Driver;

/// <summary>Content on its way into a <see cref="SqliteStore"/>: in memory until it is committed.</summary>
internal sealed class SqliteDraft(SqliteStore store, WriteOptions options) : BlobDraft
{
    private readonly MemoryBody _body = new(store.Traits);

    public override Stream Body => _body;

    public override ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default)
    {
        store.Check(cancellationToken);
        return ValueTask.FromResult(store.Publish(key, _body.Take(), options, cancellationToken));
    }

    public override ValueTask DisposeAsync() => _body.DisposeAsync();

    // A memory stream that is only written, from its beginning to its end.
    private sealed class MemoryBody(StoreTraits traits) : MemoryStream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public byte[] Take()
        {
            ObjectDisposedException.ThrowIf(!CanWrite, this);
            var content = ToArray();
            Dispose();
            return content;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            CheckRoom(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            CheckRoom(count);
            base.Write(buffer, offset, count);
        }

        public override void WriteByte(byte value)
        {
            CheckRoom(1);
            base.WriteByte(value);
        }

        private void CheckRoom(int count)
        {
            if (CanWrite && Length + count > traits.MaxLength)
                throw new BlobException(BlobError.TooLarge, $"This store takes {traits.MaxLength} bytes at most.", traits.Name);
        }
    }
}
