using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>A write. A small content waits in memory and is one request; a larger one goes out as it comes. Both get a name of the store's own first.</summary>
internal sealed class RcloneDraft : BlobDraft
{
    public const int LongestInMemory = 128 * 1024;

    private readonly RcloneStore _store;
    private readonly WriteOptions _options;
    private readonly DraftBody _body;
    private readonly PartBuffer _first = new(LongestInMemory);
    private readonly string _name = RcloneStore.TemporaryName();
    private readonly long? _announced;
    private StreamedUpload? _upload;
    private long _length;
    private bool _isThere;
    private bool _isEnded;

    public RcloneDraft(RcloneStore store, WriteOptions options)
    {
        (_store, _options, _announced) = (store, options, options.IsLengthAnnounced ? options.ExpectedLength : null);
        _body = new DraftBody(this);
    }

    protected override Stream Content => _body;

    protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _ = _store.SlotOf(key, cancellationToken);
        _options.CheckAnnounced(key);
        if (_announced is { } announced && announced != _length)
            throw WrongLength();
        _isEnded = true;
        if (_upload is null)
            await _store.CheckPlaceAsync(key, cancellationToken);
        // Before: what was sent may be there though the answer was lost.
        _isThere = true;
        if (_upload is not null)
            await _upload.CompleteAsync(cancellationToken);
        else
            await SendFirstAsync(key, cancellationToken);
        return await _store.PublishAsync(key, _name, _length, _options, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        _isEnded = true;
        _first.Dispose();
        if (_upload is { } upload)
        {
            _upload = null;
            await upload.DisposeAsync();
        }
        if (!_isThere)
            return;
        _isThere = false;
        // Mostly it has its key by now, and nothing is there.
        await BestEffort.TryAsync(async () => await _store.Place.DeleteAsync(_name, null, CancellationToken.None));
    }

    private async Task SendFirstAsync(string key, CancellationToken cancellationToken)
    {
        using var content = new StreamContent(_first.Read());
        await _store.Place.UploadAsync(_name, content, key, cancellationToken);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _store.Place.Check(cancellationToken);
        _length += content.Length;
        if (_length > _announced)
            throw WrongLength();
        if (_upload is null)
            content = content[_first.Write(content.Span)..];
        if (content.Length > 0)
        {
            if (_upload is null)
            {
                await _store.CheckPlaceAsync(_options.Key, cancellationToken);
                _isThere = true;
                _upload = new StreamedUpload(_store.Place, _name, _announced, _options.Key);
                using var first = _first.Read();
                await _upload.WriteAsync(first.ToArray(), cancellationToken);
            }
            await _upload.WriteAsync(content, cancellationToken);
        }
    }

    private BlobException WrongLength() =>
        new(BlobError.Conflict, $"{_announced} bytes were announced, and {_length} came; nothing was stored.", _store.Traits.Name, _options.Key);

    private sealed class DraftBody(RcloneDraft draft) : ForwardWriteStream
    {
        public override bool CanWrite => !draft._isEnded;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => draft.WriteAsync(buffer, cancellationToken);
    }
}
