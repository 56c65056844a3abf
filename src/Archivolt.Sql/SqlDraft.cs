using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Sql;

/// <summary>A write: full rows go to the database as they come, where nothing refers to them; the last one goes with the row of the key.</summary>
internal sealed class SqlDraft : BlobDraft
{
    private readonly SqlStore _store;
    private readonly WriteOptions _options;
    private readonly DraftBody _body;
    private readonly byte[] _content = Guid.NewGuid().ToByteArray();
    private byte[] _chunk;
    private int _filled;
    private long _written;
    private long _number;
    private bool _isEnded;
    private bool _isBroken;

    public SqlDraft(SqlStore store, WriteOptions options)
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
        _store.Database.Check(cancellationToken);
        if (_isBroken)
            throw new InvalidOperationException("A write to this draft failed, so its content is not complete.");
        if (_options.Key is { } announced && announced != key)
            throw new InvalidOperationException("The draft was begun for another key.");
        _isEnded = true;
        return await _store.PublishAsync(key, _content, _written + _filled, _number, _chunk.AsMemory(0, _filled), _options, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        _isEnded = true;
        if (_number == 0)
            return;
        _number = 0;
        await _store.AbandonAsync(_content);
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
        _isBroken = true;
        // Counted before, so that a row whose answer was lost is given up as well.
        await _store.WriteChunkAsync(_content, _number++, _chunk, cancellationToken);
        _written += _filled;
        _filled = 0;
        _isBroken = false;
    }

    private sealed class DraftBody(SqlDraft draft) : ForwardWriteStream
    {
        public override bool CanWrite => !draft._isEnded;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => draft.WriteAsync(buffer, cancellationToken);
    }
}
