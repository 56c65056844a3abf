using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>A write: full chunks go to the database some at a time, below a file that has no key; the last ones go before it gets its key.</summary>
internal sealed class GridFSDraft : BlobDraft
{
    // What is held in memory, as long as a chunk is smaller.
    private const int BatchSize = 2 * 1024 * 1024;

    private readonly GridFSStore _store;
    private readonly WriteOptions _options;
    private readonly DraftBody _body;
    private readonly BsonObjectId _id = new(ObjectId.GenerateNewId());
    private readonly List<BsonDocument> _full = [];
    private byte[] _chunk;
    private int _filled;
    private long _length;
    private int _number;
    private bool _isBegun;
    private bool _isEnded;
    private bool _isBroken;
    private bool _isPublished;

    public GridFSDraft(GridFSStore store, WriteOptions options)
    {
        (_store, _options) = (store, options);
        _chunk = new byte[Math.Min(store.ChunkSize, Math.Max(4096, options.ExpectedLength ?? store.ChunkSize))];
        _body = new DraftBody(this);
    }

    public override Stream Body => _body;

    public override async ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _store.Traits.CheckKey(key);
        _store.Bucket.Check(cancellationToken);
        if (_isBroken)
            throw new InvalidOperationException("A write to this draft failed, so its content is not complete.");
        if (_options.Key is { } announced && announced != key)
            throw new InvalidOperationException("The draft was begun for another key.");
        _isEnded = true;
        if (_filled > 0)
        {
            Array.Resize(ref _chunk, _filled);
            Fill();
        }
        await FlushAsync(cancellationToken);
        var file = await _store.PublishAsync(key, _id, _length, _options, cancellationToken);
        _isPublished = file.Id == _id;
        return file.ToStat();
    }

    public override async ValueTask DisposeAsync()
    {
        _isEnded = true;
        if (!_isBegun || _isPublished)
            return;
        _isBegun = false;
        try
        {
            // What got its key though the answer was lost is left alone.
            await _store.Bucket.DestroyAsync(_id, Bucket.Loose, CancellationToken.None);
        }
        catch (Exception exception) when (exception is BlobException or ObjectDisposedException)
        {
            // A clean-up finds it.
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        cancellationToken.ThrowIfCancellationRequested();
        while (bytes.Length > 0)
        {
            if (_filled == _chunk.Length)
                await MakeRoomAsync(cancellationToken);
            var part = bytes[..Math.Min(bytes.Length, _chunk.Length - _filled)];
            part.CopyTo(_chunk.AsMemory(_filled));
            _filled += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private async ValueTask MakeRoomAsync(CancellationToken cancellationToken)
    {
        if (_chunk.Length < _store.ChunkSize)
        {
            Array.Resize(ref _chunk, Math.Min(_store.ChunkSize, _chunk.Length * 2));
            return;
        }
        Fill();
        if ((long)(_full.Count + 1) * _store.ChunkSize > BatchSize)
            await FlushAsync(cancellationToken);
        _chunk = new byte[_store.ChunkSize];
    }

    private void Fill()
    {
        _full.Add(new BsonDocument { ["_id"] = ObjectId.GenerateNewId(), ["files_id"] = _id, ["n"] = _number++, ["data"] = new BsonBinaryData(_chunk) });
        _length += _filled;
        _filled = 0;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        _isBroken = true;
        var bucket = _store.Bucket;
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
                        [StoredFile.ChunkSizeField] = _store.ChunkSize,
                        [StoredFile.UploadedField] = _store.Now,
                        [StoredFile.KeyField] = Bucket.Loose,
                    }, cancellationToken: cancellationToken);
                return true;
            }, cancellationToken);
        }
        else if (!await bucket.ChangeAsync(_id, Bucket.Loose, Builders<BsonDocument>.Update.Set(StoredFile.UploadedField, _store.Now), null, cancellationToken))
        {
            throw new BlobException(BlobError.Unavailable, "The write stood still for so long that it was taken for abandoned; write the content again.", _store.Traits.Name);
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
        _isBroken = false;
    }

    private sealed class DraftBody(GridFSDraft draft) : ForwardWriteStream
    {
        public override bool CanWrite => !draft._isEnded;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => draft.WriteAsync(buffer, cancellationToken);
    }
}
