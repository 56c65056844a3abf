using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Samples.Driver;

/// <summary>Content on its way into a <see cref="SqliteStore"/>: in memory until it is committed.</summary>
internal sealed class SqliteDraft(SqliteStore store, WriteOptions options) : BlobDraft
{
    private readonly MemoryBody _body = new(store.Traits);

    protected override Stream Content => _body;

    protected override ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        store.Check(cancellationToken);
        return ValueTask.FromResult(store.Publish(key, _body.Take(), options, cancellationToken));
    }

    public override ValueTask DisposeAsync() => _body.DisposeAsync();

    private sealed class MemoryBody(StoreTraits traits) : ForwardWriteStream
    {
        private readonly MemoryStream _bytes = new();

        public override bool CanWrite => _bytes.CanWrite;

        public byte[] Take()
        {
            ObjectDisposedException.ThrowIf(!CanWrite, this);
            var content = _bytes.ToArray();
            _bytes.Dispose();
            return content;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (CanWrite && _bytes.Length + buffer.Length > traits.MaxLength)
                throw new BlobException(BlobError.TooLarge, $"This store takes {traits.MaxLength} bytes at most.", traits.Name);
            _bytes.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            _bytes.Dispose();
            base.Dispose(disposing);
        }
    }
}
