using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>A write: full chunks go to the database some at a time, below a file that has no key; the last ones go before it gets its key.</summary>
internal sealed class GridFSDraft(GridFSStore store, WriteOptions options) : ChunkedDraft(store.Traits, store.ChunkSize, options)
{
    // What is held in memory, as long as a chunk is smaller.
    private const int BatchSize = 2 * 1024 * 1024;

    private readonly BsonObjectId _id = new(ObjectId.GenerateNewId());
    private readonly List<BsonDocument> _full = [];
    private int _number;
    private bool _isBegun;
    private bool _isPublished;

    protected override async ValueTask WriteChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        Keep(chunk);
        if ((long)(_full.Count + 1) * store.ChunkSize > BatchSize)
            await FlushAsync(cancellationToken);
    }

    protected override async ValueTask<BlobStat> PublishAsync(string key, long length, ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        store.Bucket.Check(cancellationToken);
        if (last.Length > 0)
            Keep(last);
        await FlushAsync(cancellationToken);
        var file = await store.PublishAsync(key, _id, length, Options, cancellationToken);
        _isPublished = file.Id == _id;
        return file.ToStat();
    }

    protected override async ValueTask AbandonAsync()
    {
        if (!_isBegun || _isPublished)
            return;
        try
        {
            // What got its key though the answer was lost is left alone.
            await store.Bucket.DestroyAsync(_id, Bucket.Loose, CancellationToken.None);
        }
        catch (Exception exception) when (exception is BlobException or ObjectDisposedException)
        {
            // A clean-up finds it.
        }
    }

    private void Keep(ReadOnlyMemory<byte> chunk) =>
        _full.Add(new BsonDocument { ["_id"] = ObjectId.GenerateNewId(), ["files_id"] = _id, ["n"] = _number++, ["data"] = new BsonBinaryData(chunk.ToArray()) });

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var bucket = store.Bucket;
        if (!_isBegun)
        {
            // Set before, so that a document whose answer was lost is given up as well.
            _isBegun = true;
            await bucket.RunAsync(null, async () =>
            {
                await bucket.Files.InsertOneAsync(
                    new BsonDocument
                    {
                        ["_id"] = _id,
                        [StoredFile.LengthField] = 0L,
                        [StoredFile.ChunkSizeField] = store.ChunkSize,
                        [StoredFile.UploadedField] = store.Now,
                        [StoredFile.KeyField] = Bucket.Loose,
                    }, cancellationToken: cancellationToken);
                return true;
            }, cancellationToken);
        }
        else if (!await bucket.ChangeAsync(_id, Bucket.Loose, Builders<BsonDocument>.Update.Set(StoredFile.UploadedField, store.Now), null, cancellationToken))
        {
            throw new BlobException(BlobError.Unavailable, "The write stood still for so long that it was taken for abandoned; write the content again.", store.Traits.Name);
        }
        if (_full.Count > 0)
        {
            await bucket.RunAsync(null, async () =>
            {
                await bucket.Chunks.InsertManyAsync(_full, cancellationToken: cancellationToken);
                return true;
            }, cancellationToken);
            _full.Clear();
        }
    }
}
