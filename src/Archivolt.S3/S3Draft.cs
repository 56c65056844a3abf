using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>
/// A write of unknown length. What fits into one part stays in memory and is one request. Larger content goes up in parts: under its key, where it is
/// known, otherwise under a name of the store's own, from which the server copies it.
/// </summary>
internal sealed class S3Draft : BlobDraft
{
    private readonly S3Store _store;
    private readonly WriteOptions _options;
    private readonly DraftBody _body;
    private readonly int _firstPartSize;
    private PartBuffer _part;
    private MultipartWriter? _upload;
    private bool _isEnded;

    public S3Draft(S3Store store, WriteOptions options)
    {
        (_store, _options) = (store, options);
        _firstPartSize = Math.Max(store.Bucket.Options.PartSize, (int)Math.Min((options.ExpectedLength ?? 0) / (MultipartWriter.MostParts / 2), 1 << 30));
        // What grows leaves its smaller selves behind.
        _part = new PartBuffer(_firstPartSize, isLarge: options.ExpectedLength >= _firstPartSize);
        _body = new DraftBody(this);
    }

    protected override Stream Content => _body;

    protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        var name = _store.NameOf(key, cancellationToken);
        _options.CheckAnnounced(key);
        _isEnded = true;
        if (_upload is null)
            return await _store.PublishAsync(key, new Publication(_part.Length, PutAsync) { IsCheap = _part.IsCheap }, _options, cancellationToken);

        await _upload.SendAsync(TakePart(), cancellationToken);
        await _upload.ArriveAsync(cancellationToken);
        return await _store.PublishAsync(key, new Publication(_upload.Length, _upload.Name == name ? CompleteAsync : CopyAsync), _options, cancellationToken);

        async ValueTask<string?> PutAsync(WriteCondition condition, string? unchanged, CancellationToken cancelled)
        {
            using var content = _part.Read();
            return await _store.Bucket.PutAsync(name, content, condition, unchanged, key, cancelled);
        }

        async ValueTask<string?> CompleteAsync(WriteCondition condition, string? unchanged, CancellationToken cancelled) =>
            await _upload.CompleteAsync(condition, unchanged, cancelled) ? "" : null;

        async ValueTask<string?> CopyAsync(WriteCondition condition, string? unchanged, CancellationToken cancelled)
        {
            // Nobody else knows the name.
            if (!_isUploaded)
                _isUploaded = await _upload.CompleteAsync(WriteCondition.None, unchanged: null, cancelled);
            var whole = await _store.Bucket.FindAsync(_upload.Name, key, cancelled) ?? throw BlobException.NotFound(_store.Traits.Name, key);
            if (whole.Length != _upload.Length)
                throw new BlobException(BlobError.Unavailable, $"The server made {whole.Length} bytes of {_upload.Length}.", _store.Traits.Name, key);
            return await _store.Bucket.CopyAsync(_upload.Name, name, whole, condition, key: key, cancellationToken: cancelled) ? "" : null;
        }
    }

    private bool _isUploaded;

    public override async ValueTask DisposeAsync()
    {
        _isEnded = true;
        _part.Dispose();
        if (_upload is not { } upload)
            return;
        _upload = null;
        await upload.DisposeAsync();
        if (_isUploaded)
            await BestEffort.TryAsync(() => _store.Bucket.DeleteAsync(upload.Name));
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _store.Bucket.Check(cancellationToken);
        while (content.Length > 0)
        {
            // A full part waits for more: content of exactly one part needs no upload in parts.
            if (_part.IsFull)
                await SendPartAsync(cancellationToken);
            content = content[_part.Write(content.Span)..];
        }
    }

    private async ValueTask SendPartAsync(CancellationToken cancellationToken)
    {
        _upload ??= new MultipartWriter(_store.Bucket, _options.Key is { } key ? _store.NameOf(key, cancellationToken) : _store.TemporaryName(), _options.Key, _store.Traits.Name);
        await _upload.SendAsync(TakePart(), cancellationToken);
    }

    private PartBuffer TakePart()
    {
        var part = _part;
        _part = new PartBuffer(_upload!.NextPartSize(_firstPartSize), isLarge: true);
        return part;
    }

    private sealed class DraftBody(S3Draft draft) : ForwardWriteStream
    {
        public override bool CanWrite => !draft._isEnded;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => draft.WriteAsync(buffer, cancellationToken);
    }
}
