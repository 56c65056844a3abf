using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>
/// A write of unknown length. What fits into one block stays in memory and is one request. Larger content goes up in blocks under a name of the store's own, from which the
/// server copies it: blocks staged under the key would be lost to any other write to it.
/// </summary>
internal sealed class AzureDraft : BlobDraft
{
    private readonly AzureStore _store;
    private readonly WriteOptions _options;
    private readonly DraftBody _body;
    private readonly IncrementalHash? _md5;
    private readonly int _firstBlockSize;
    private PartBuffer _block;
    private BlockList? _blocks;
    private StoredBlob? _whole;
    private long _length;
    private bool _isEnded;

    public AzureDraft(AzureStore store, WriteOptions options)
    {
        (_store, _options) = (store, options);
        _firstBlockSize = Math.Max(store.Container.Options.BlockSize, (int)Math.Min((options.ExpectedLength ?? 0) / (BlockList.MostBlocks / 2), 1 << 30));
        _block = new PartBuffer(_firstBlockSize, isLarge: options.ExpectedLength >= _firstBlockSize);
        _body = new DraftBody(this);
        if (store.Container.Options.ContentMd5)
            _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    }

    protected override Stream Content => _body;

    protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        var name = _store.NameOf(key, cancellationToken);
        _options.CheckAnnounced(key);
        _isEnded = true;
        if (_blocks is null)
            return await _store.PublishAsync(key, new Publication(PutAsync) { IsCheap = _block.IsCheap }, _options, cancellationToken);

        await SendAsync(TakeBlock(), cancellationToken);
        await _blocks.ArriveAsync(cancellationToken);
        return await _store.PublishAsync(key, new Publication(CopyAsync), _options, cancellationToken);

        async ValueTask<StoredBlob?> PutAsync(BlobRequestConditions? conditions, CancellationToken cancelled)
        {
            using var content = _block.Read();
            return await _store.Container.PutAsync(name, content, conditions, key, cancelled);
        }

        async ValueTask<StoredBlob?> CopyAsync(BlobRequestConditions? conditions, CancellationToken cancelled)
        {
            if (_whole is null)
            {
                var headers = _md5 is null ? null : new BlobHttpHeaders { ContentHash = _md5.GetHashAndReset() };
                // Nobody else knows the name.
                await _store.Container.CommitAsync(_blocks.Name, _blocks.Ids, _length, headers: headers, key: key, cancellationToken: cancelled);
                _whole = await _store.Container.FindAsync(_blocks.Name, key, cancelled) ?? throw BlobException.NotFound(_store.Traits.Name, key);
                if (_whole.Length != _length)
                    throw new BlobException(BlobError.Unavailable, $"The server made {_whole.Length} bytes of {_length}.", _store.Traits.Name, key);
            }
            return await _store.Container.CopyAsync(_blocks.Name, name, _whole, conditions, key, cancelled);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _isEnded = true;
        _block.Dispose();
        _md5?.Dispose();
        if (_blocks is not { } blocks)
            return;
        _blocks = null;
        await blocks.DisposeAsync();
        await BestEffort.TryAsync(async () =>
        {
            if (_whole is null)
                await _store.Container.DiscardAsync(blocks.Name);
            else
                await _store.Container.DeleteAsync(blocks.Name);
        });
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _store.Container.Check(cancellationToken);
        while (content.Length > 0)
        {
            // A full block waits for more: content of exactly one block is sent in one request.
            if (_block.IsFull)
            {
                _blocks ??= new BlockList(_store.Container, _store.TemporaryName(), _options.Key);
                await SendAsync(TakeBlock(), cancellationToken);
            }
            var taken = _block.Write(content.Span);
            _md5?.AppendData(content.Span[..taken]);
            (_length, content) = (_length + taken, content[taken..]);
        }
    }

    private async ValueTask SendAsync(PartBuffer block, CancellationToken cancellationToken)
    {
        var isSent = false;
        try
        {
            await _blocks!.AddAsync(async (id, cancelled) =>
            {
                using (block)
                using (var content = block.Read())
                    await _store.Container.StageAsync(_blocks.Name, id, content, _options.Key, cancelled);
            }, cancellationToken);
            isSent = true;
        }
        finally
        {
            if (!isSent)
                block.Dispose();
        }
    }

    // Twice as large after every five thousand, so that any content has fewer than fifty thousand.
    private PartBuffer TakeBlock()
    {
        var block = _block;
        _block = new PartBuffer((int)Math.Min((long)_firstBlockSize << (_blocks!.Count / 5000), Math.Max(_firstBlockSize, 1 << 30)), isLarge: true);
        return block;
    }

    private sealed class DraftBody(AzureDraft draft) : ForwardWriteStream
    {
        public override bool CanWrite => !draft._isEnded;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => draft.WriteAsync(buffer, cancellationToken);
    }
}
