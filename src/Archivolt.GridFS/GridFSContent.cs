using Archivolt.Blobs;
using Archivolt.Stores.Kit;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>A range of content, read some chunks at a time: one at first, more for who reads on.</summary>
internal sealed class GridFSContent(Bucket bucket, StoredFile file, long offset, long length) : ContentStream(length)
{
    // What is held in memory, as long as a chunk is smaller.
    private const int MostBytes = 2 * 1024 * 1024;

    private List<byte[]> _window = [];
    private long _first = -1;
    private int _run = 1;
    private bool _isClosed;

    public override bool CanRead => !_isClosed;

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var (number, start) = Math.DivRem(offset + position, file.ChunkSize);
        if (_first < 0 || number < _first || number >= _first + _window.Count)
        {
            _run = number == _first + _window.Count ? Math.Max(1, Math.Min(_run * 2, MostBytes / file.ChunkSize)) : 1;
            (_window, _first) = ([], -1);
            _window = await LoadAsync(number, Math.Min(number + _run - 1, (offset + Length - 1) / file.ChunkSize), cancellationToken);
            _first = number;
        }
        var chunk = _window[(int)(number - _first)];
        var count = Math.Min(buffer.Length, chunk.Length - (int)start);
        chunk.AsMemory((int)start, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        base.Dispose(disposing);
    }

    private async Task<List<byte[]>> LoadAsync(long first, long last, CancellationToken cancellationToken)
    {
        var filter = Builders<BsonDocument>.Filter;
        var found = await bucket.RunAsync(file.Key, () => bucket.Chunks
            .Find(filter.Eq("files_id", file.Id) & filter.Gte("n", first) & filter.Lte("n", last))
            .Sort(Builders<BsonDocument>.Sort.Ascending("n")).ToListAsync(cancellationToken), cancellationToken);
        var chunks = new List<byte[]>(found.Count);
        for (var number = first; number <= last; number++)
        {
            var wanted = Math.Min(file.ChunkSize, file.Length - (number * file.ChunkSize));
            if (chunks.Count >= found.Count || found[chunks.Count]["n"] != number)
                throw await LostAsync(number, cancellationToken);
            if (!found[chunks.Count].TryGetValue("data", out var data) || !data.IsBsonBinaryData)
                throw new BlobException(BlobError.Damaged, $"Chunk {number} of the content holds no bytes.", bucket.Store, file.Key);
            var chunk = data.AsByteArray;
            if (chunk.Length != wanted)
                throw new BlobException(BlobError.Damaged, $"Chunk {number} of the content has {chunk.Length} bytes where {wanted} should be.", bucket.Store, file.Key);
            chunks.Add(chunk);
        }
        return chunks;
    }

    private async Task<BlobException> LostAsync(long number, CancellationToken cancellationToken) =>
        (await bucket.FindAsync(file.Key, cancellationToken)).Any(other => other.Id == file.Id)
            ? new BlobException(BlobError.Damaged, $"Chunk {number} of the content is missing.", bucket.Store, file.Key)
            : new BlobException(BlobError.IO, "The content of the blob was deleted or replaced longer ago than it is kept for readers.", bucket.Store, file.Key);
}
