using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Sql;

/// <summary>A write: full rows go to the database as they come, where nothing refers to them; the last one goes with the row of the key.</summary>
internal sealed class SqlDraft(SqlStore store, WriteOptions options) : ChunkedDraft(store.Traits, store.ChunkSize, options)
{
    private readonly byte[] _content = Guid.NewGuid().ToByteArray();
    private long _number;
    private bool _isPublished;

    protected override async ValueTask WriteChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        // Counted before, so that a row whose answer was lost is given up as well.
        await store.WriteChunkAsync(_content, _number++, chunk, cancellationToken);

    protected override async ValueTask<BlobStat> PublishAsync(string key, long length, ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        var row = await store.PublishAsync(key, _content, length, _number, last, Options, cancellationToken);
        _isPublished = row.Content == _content;
        return row.ToStat();
    }

    protected override async ValueTask AbandonAsync()
    {
        // What was published may be loose again, for its readers alone.
        if (_number > 0 && !_isPublished)
            await store.AbandonAsync(_content);
    }
}
