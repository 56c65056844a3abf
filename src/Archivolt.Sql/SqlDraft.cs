using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Sql;

/// <summary>A write: full rows go to the database as they come, where nothing refers to them; the last one goes with the row of the key.</summary>
internal sealed class SqlDraft(SqlStore store, WriteOptions options) : ChunkedDraft(store.Traits, store.ChunkSize, options)
{
    private readonly byte[] _content = Guid.NewGuid().ToByteArray();
    private long _number;

    protected override async ValueTask WriteChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        // Counted before, so that a row whose answer was lost is given up as well.
        await store.WriteChunkAsync(_content, _number++, chunk, cancellationToken);

    protected override ValueTask<BlobStat> PublishAsync(string key, long length, ReadOnlyMemory<byte> last, CancellationToken cancellationToken) =>
        store.PublishAsync(key, _content, length, _number, last, Options, cancellationToken);

    protected override async ValueTask AbandonAsync()
    {
        if (_number > 0)
            await store.AbandonAsync(_content);
    }
}
