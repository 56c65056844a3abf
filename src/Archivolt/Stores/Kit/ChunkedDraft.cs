namespace Archivolt.Stores.Kit;

/// <summary>
/// Base of drafts that cut content into chunks of one size, such as rows of a table. A deriving draft writes full chunks as they come, and the rest with the
/// commit. A content takes one chunk of memory, or less where it is shorter.
/// </summary>
public abstract class ChunkedDraft : BlobDraft
{
    private const int LeastMemory = 4096;

    private readonly StoreTraits _traits;
    private readonly int _chunkSize;
    private readonly DraftBody _body;
    private byte[] _chunk;
    private int _filled;
    private long _written;
    private bool _isEnded;
    private bool _isGivenUp;

    /// <summary>Begins a draft.</summary>
    /// <param name="traits">Of the store; they say which keys it takes.</param>
    /// <param name="chunkSize">Length in bytes of every chunk but the last.</param>
    /// <param name="options">How it is to be written.</param>
    protected ChunkedDraft(StoreTraits traits, int chunkSize, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        ArgumentNullException.ThrowIfNull(options);
        (_traits, _chunkSize, Options) = (traits, chunkSize, options);
        _chunk = new byte[Math.Min(chunkSize, Math.Max(LeastMemory, options.ExpectedLength ?? chunkSize))];
        _body = new DraftBody(this);
    }

    /// <inheritdoc/>
    protected sealed override Stream Content => _body;

    /// <summary>How it is to be written.</summary>
    protected WriteOptions Options { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A write failed before, or <see cref="WriteOptions.Key"/> announced another key.</exception>
    protected sealed override ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _traits.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        Options.CheckAnnounced(key);
        _isEnded = true;
        return PublishAsync(key, _written + _filled, _chunk.AsMemory(0, _filled), cancellationToken);
    }

    /// <inheritdoc/>
    public sealed override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _isEnded = true;
        if (_isGivenUp)
            return ValueTask.CompletedTask;
        _isGivenUp = true;
        return AbandonAsync();
    }

    /// <summary>Writes a full chunk where nothing refers to it yet. After a failure the draft takes no more.</summary>
    /// <param name="chunk">The chunk; its memory is used again afterwards.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    protected abstract ValueTask WriteChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken);

    /// <summary>Publishes the content, as <see cref="BlobDraft.CommitAsync"/> promises; called once.</summary>
    /// <param name="key">The key.</param>
    /// <param name="length">Length of the whole content.</param>
    /// <param name="last">What follows the chunks that were written: a full chunk at most; nothing for an empty content.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    protected abstract ValueTask<BlobStat> PublishAsync(string key, long length, ReadOnlyMemory<byte> last, CancellationToken cancellationToken);

    /// <summary>Takes back the chunks that were written, unless they were published; called once, after a commit as well.</summary>
    protected abstract ValueTask AbandonAsync();

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
        if (_chunk.Length < _chunkSize)
        {
            Array.Resize(ref _chunk, (int)Math.Min(_chunkSize, _chunk.Length * 2L));
            return;
        }
        await WriteChunkAsync(_chunk, cancellationToken);
        _written += _filled;
        _filled = 0;
    }

    private sealed class DraftBody(ChunkedDraft draft) : ForwardWriteStream
    {
        public override bool CanWrite => !draft._isEnded;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => draft.WriteAsync(buffer, cancellationToken);
    }
}
