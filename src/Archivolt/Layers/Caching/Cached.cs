using System.Buffers;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Caching;

/// <summary>
/// Keeps what is read near, on the local disk, in aligned blocks: a range fetches the blocks that it touches and no more, and several readers of one block fetch it once. Below a layer that encrypts it keeps
/// what is encrypted. Only reads are answered from the cache; whether a blob is there is always asked of the store. A reader that began with kept blocks is told that the content is unavailable if the blob
/// is replaced before it comes to a block that is not kept, or not any more.
/// </summary>
public sealed class Cached : StoreLayer, ITouch, IQuarantine, IResumableWrites
{
    private const int MostAttempts = 2;
    private const int LongestRun = 16;

    private readonly BlockCache _cache;
    private readonly CacheOptions _options;
    private readonly KeyLocks _turns = new();

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="options">Where and how much is kept.</param>
    /// <param name="clock">Measures ages; null for the system's clock.</param>
    public Cached(IBlobStore inner, CacheOptions options, TimeProvider? clock = null) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_options, _cache) = (options, new BlockCache(options, clock ?? TimeProvider.System));
    }

    /// <summary>Bytes and files that are kept.</summary>
    internal (long Bytes, int Files) Usage => _cache.Usage;

    /// <inheritdoc/>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        var stat = await Inner.StatAsync(key, cancellationToken);
        Note(key, stat);
        return stat;
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (UncachedReads.AreOn)
            return await Inner.OpenAsync(key, range, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var stat = _cache.Find(key) ?? await StatAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
            var (offset, count) = range.Resolve(stat.Length, Traits.Name, key);
            var body = new CachedStream(this, stat, offset, count);
            var isStarted = false;
            try
            {
                // The first block is here, or was a moment ago, before anybody is told that there is content.
                isStarted = await body.StartAsync(cancellationToken);
            }
            finally
            {
                if (!isStarted)
                    await body.DisposeAsync();
            }
            if (isStarted)
                return new BlobContent(stat, offset, count, body);
            _cache.Forget(key);
        }
        // Others replace it all the time.
        return await Inner.OpenAsync(key, range, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var draft = await Inner.BeginWriteAsync(options, cancellationToken);
        return new LayerDraft(draft, (key, cancelled) => ChangeAsync(key, () => draft.CommitAsync(key, cancelled)));
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, () => Inner.DeleteAsync(key, proof, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, () => Wrapped<ITouch>().TouchAsync(key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default) =>
        ChangeAsync(seen.Key, () => Wrapped<IQuarantine>().QuarantineAsync(seen, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, () => Wrapped<IQuarantine>().ReleaseAsync(key, place, cancellationToken));

    ValueTask<ResumableWrite> IResumableWrites.BeginAsync(CancellationToken cancellationToken) => Wrapped<IResumableWrites>().BeginAsync(cancellationToken);

    ValueTask<ResumableWrite?> IResumableWrites.FindAsync(string id, CancellationToken cancellationToken) => Wrapped<IResumableWrites>().FindAsync(id, cancellationToken);

    ValueTask<ResumableWrite> IResumableWrites.AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken) =>
        Wrapped<IResumableWrites>().AppendAsync(id, offset, content, cancellationToken);

    ValueTask<Stream> IResumableWrites.OpenAsync(string id, CancellationToken cancellationToken) => Wrapped<IResumableWrites>().OpenAsync(id, cancellationToken);

    ValueTask<BlobStat> IResumableWrites.CommitAsync(string id, string key, WriteOptions? options, CancellationToken cancellationToken) =>
        ChangeAsync(key, () => Wrapped<IResumableWrites>().CommitAsync(id, key, options, cancellationToken));

    ValueTask<bool> IResumableWrites.ProlongAsync(string id, CancellationToken cancellationToken) => Wrapped<IResumableWrites>().ProlongAsync(id, cancellationToken);

    ValueTask<bool> IResumableWrites.AbortAsync(string id, CancellationToken cancellationToken) => Wrapped<IResumableWrites>().AbortAsync(id, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _cache.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> PassedAbilities { get; } = [typeof(IColdStorage), typeof(IListsKeys), typeof(IRetainsContent), typeof(ISignsUrls), typeof(IStoreUpkeep)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites)];

    private void Note(string key, BlobStat? stat)
    {
        if (stat is { } seen)
            _cache.Confirm(seen);
        else
            _cache.Forget(key);
    }

    // Whether it succeeded or not: a failure may have come after the change.
    private async ValueTask<T> ChangeAsync<T>(string key, Func<ValueTask<T>> change)
    {
        try
        {
            return await change();
        }
        finally
        {
            _cache.Forget(key);
        }
    }

    /// <summary>
    /// Bytes of one state of a blob, block by block. What was opened in the store for the first block that is not kept stays open to the end of the range, so that a blob replaced
    /// meanwhile is read on as it was.
    /// </summary>
    private sealed class CachedStream(Cached layer, BlobStat stat, long offset, long length) : ContentStream(length)
    {
        private const long Nowhere = long.MaxValue;

        private readonly int _blockSize = layer._options.BlockSize;
        private byte[]? _buffer;
        private (long Start, int Count) _held;
        private long _hit = -1;
        private BlobContent? _source;
        private BlockCache.Fetch? _fetch;
        private long _sourceBlock;
        private int _run = 1;
        private bool _isClosed;

        public override bool CanRead => !_isClosed;

        public override bool CanSeek => false;

        /// <summary>Gets the first block where it is not kept; false when the blob is another by now.</summary>
        public async ValueTask<bool> StartAsync(CancellationToken cancellationToken) =>
            Length == 0 || layer._cache.Use(stat, offset / _blockSize) || await FetchAsync(offset / _blockSize, cancellationToken);

        protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var at = offset + position;
            if (ReadHeld(at, buffer.Span) is var held and > 0)
                return held;
            if (ReadKept(at, buffer.Span) is var kept and > 0)
                return kept;
            if (!await FetchAsync(at / _blockSize, cancellationToken))
                throw new BlobException(BlobError.Unavailable, "The blob was replaced while it was read.", layer.Traits.Name, stat.Key);
            return ReadHeld(at, buffer.Span);
        }

        protected override int ReadAt(long position, Span<byte> buffer)
        {
            var at = offset + position;
            if (ReadHeld(at, buffer) is var held and > 0)
                return held;
            return ReadKept(at, buffer) is var kept and > 0 ? kept : base.ReadAt(position, buffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isClosed)
            {
                _isClosed = true;
                Release();
                _fetch?.Dispose();
                _source?.Body.Dispose();
            }
            base.Dispose(disposing);
        }

        private long LastBlock => (offset + Length - 1) / _blockSize;

        private int LengthOf(long number) => (int)Math.Min(_blockSize, stat.Length - (number * _blockSize));

        // What is held of the blob is in the buffer.
        private int ReadHeld(long at, Span<byte> buffer)
        {
            var from = at - _held.Start;
            if (from < 0 || from >= _held.Count)
                return 0;
            var taken = (int)Math.Min(buffer.Length, _held.Count - from);
            _buffer.AsSpan((int)from, taken).CopyTo(buffer);
            return taken;
        }

        // Whole pieces go where they are wanted, parts of one by way of the buffer.
        private int ReadKept(long at, Span<byte> buffer)
        {
            var number = at / _blockSize;
            var from = (int)(at - (number * _blockSize));
            var piece = from / BlockCache.PieceSize;
            var start = piece * BlockCache.PieceSize;
            var size = Math.Min(BlockCache.PieceSize, LengthOf(number) - start);
            var isWhole = from == start && buffer.Length >= size;
            var read = layer._cache.Read(stat, number, piece, isWhole ? buffer : Room(size).Span);
            if (read > 0 && number != _hit)
            {
                _hit = number;
                CacheTelemetry.Hit();
            }
            if (isWhole)
                return read;
            _held = ((number * _blockSize) + start, read);
            return ReadHeld(at, buffer);
        }

        // Nothing is held until it is filled.
        private Memory<byte> Room(int count)
        {
            _held = default;
            if (_buffer is null || _buffer.Length < count)
            {
                Release();
                _buffer = ArrayPool<byte>.Shared.Rent(count);
            }
            return _buffer.AsMemory(0, count);
        }

        private void Release()
        {
            if (_buffer is { } buffer)
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            (_buffer, _held) = (null, default);
        }

        // Others that want one of the same blocks wait.
        private async ValueTask<bool> FetchAsync(long number, CancellationToken cancellationToken)
        {
            using var turn = await layer._turns.TakeAsync($"{number / LongestRun} {stat.Key}", cancellationToken);
            var block = Room((int)Math.Min(_blockSize, stat.Length))[..LengthOf(number)];
            if (layer._cache.Read(stat, number, 0, block.Span) == block.Length)
            {
                CacheTelemetry.Hit();
                _held = (number * _blockSize, block.Length);
                return true;
            }
            if (!await SeekAsync(number, cancellationToken))
                return false;
            await TakeAsync(block, cancellationToken);
            _held = (number * _blockSize, block.Length);
            CacheTelemetry.Missed();
            if (await _fetch!.KeepAsync(number, block, cancellationToken))
                await FetchAheadAsync(number + 1, cancellationToken);
            else
                CacheTelemetry.Passed();
            return true;
        }

        // Whoever reads on gets more at once. Not where content can be replaced: the blocks ahead may be given up before they are read.
        private async ValueTask FetchAheadAsync(long first, CancellationToken cancellationToken)
        {
            var last = Math.Min(Math.Min(first + _run - 2, LastBlock), ((first / LongestRun) + 1) * LongestRun - 1);
            if (layer._options.KeysAreDigests)
                _run = Math.Min(_run * 2, LongestRun);
            if (first > last || first % LongestRun == 0)
                return;
            var ahead = ArrayPool<byte>.Shared.Rent(_blockSize);
            try
            {
                for (var next = first; next <= last; next++)
                {
                    var block = ahead.AsMemory(0, LengthOf(next));
                    await TakeAsync(block, cancellationToken);
                    if (!await _fetch!.KeepAsync(next, block, cancellationToken))
                        break;
                }
            }
            catch (Exception exception) when (exception is BlobException or IOException)
            {
                // What was asked for is there; whoever reads on learns it.
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(ahead, clearArray: true);
            }
        }

        // The next block of what is open, which is at no block any more if this fails in the middle.
        private async ValueTask TakeAsync(Memory<byte> block, CancellationToken cancellationToken)
        {
            var next = _sourceBlock + 1;
            _sourceBlock = Nowhere;
            await _source!.Body.ReadExactlyAsync(block, cancellationToken);
            _sourceBlock = next;
        }

        // Opens the store at a block; false when the blob is another by now and nothing of this state is open.
        private async ValueTask<bool> SeekAsync(long number, CancellationToken cancellationToken)
        {
            if (_source is not null && _sourceBlock == number)
                return true;
            // What is written or deleted from now on is not kept of what is opened, however long that is read.
            var fetch = layer._cache.Begin(stat);
            BlobContent? opened = null;
            try
            {
                opened = await TryOpenAsync(number, cancellationToken);
            }
            finally
            {
                if (opened is null)
                    fetch.Dispose();
            }
            if (opened is not null)
            {
                var (source, former) = (_source, _fetch);
                (_source, _fetch, _sourceBlock) = (opened, fetch, number);
                former?.Dispose();
                if (source is not null)
                    await source.DisposeAsync();
                return true;
            }
            if (_source is null || _sourceBlock > number)
                return false;
            while (_sourceBlock < number)
                await TakeAsync(_buffer.AsMemory(0, LengthOf(_sourceBlock)), cancellationToken);
            return true;
        }

        private async ValueTask<BlobContent?> TryOpenAsync(long number, CancellationToken cancellationToken)
        {
            var start = number * _blockSize;
            BlobContent opened;
            try
            {
                opened = await layer.Inner.OpenAsync(stat.Key, ByteRange.From(start, Math.Min((LastBlock + 1) * _blockSize, stat.Length) - start), cancellationToken);
            }
            catch (BlobException exception) when (exception.Error == BlobError.RangeNotSatisfiable || (exception.Error == BlobError.NotFound && _source is not null))
            {
                return null;
            }
            if (layer._options.IsSame(opened.Stat, stat))
                return opened;
            await opened.DisposeAsync();
            return null;
        }
    }
}
