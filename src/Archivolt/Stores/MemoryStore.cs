using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Stores;

/// <summary>
/// Blobs in memory, gone with the store: for tests, previews and short-lived content. Its place is private to the instance, so
/// <see cref="StoreTraits.Locations"/> is empty.
/// </summary>
public sealed class MemoryStore : IBlobStore, ITouch, IQuarantine
{
    private readonly TimeProvider _clock;
    private readonly MemoryWrites _resumable;

    // Immutable, so that every listing runs over one snapshot while others write.
    private ImmutableSortedDictionary<string, Entry> _blobs = ImmutableSortedDictionary.Create<string, Entry>(KeyOrder.Comparer);
    private ImmutableDictionary<string, Entry> _aside = ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal);
    private long _versions;
    private volatile bool _disposed;

    /// <summary>Creates an empty store.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="clock">Gives blobs their age; null for the system's clock.</param>
    public MemoryStore(string name = "default", TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _clock = clock ?? TimeProvider.System;
        Traits = new StoreTraits { Name = $"Memory \"{name}\"", Durability = Durability.None, Touch = Touch.Cheap, MaxLength = Array.MaxLength };
        _resumable = new MemoryWrites(this, _clock);
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return ValueTask.FromResult(_blobs.GetValueOrDefault(key)?.Stat(key));
    }

    /// <inheritdoc/>
    public ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        var entry = _blobs.GetValueOrDefault(key) ?? throw BlobException.NotFound(Traits.Name, key);
        var (offset, count) = range.Resolve(entry.Content.Length, Traits.Name, key);
        var body = new MemoryStream(entry.Content, (int)offset, (int)count, writable: false);
        return ValueTask.FromResult(new BlobContent(entry.Stat(key), offset, count, body));
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(cancellationToken);
        return ValueTask.FromResult<BlobDraft>(new Draft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Check(key, cancellationToken);
        return ValueTask.FromResult(ImmutableInterlocked.Update(ref _blobs, static (blobs, key) => blobs.Remove(key), key));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check(cancellationToken);
        await Task.CompletedTask;
        foreach (var (key, entry) in _blobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KeyOrder.IsAfter(key, after))
                yield return entry.Stat(key);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return ability.IsInstanceOfType(this) ? this : ability == typeof(IResumableWrites) ? _resumable : null;
    }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        var now = _clock.GetUtcNow();
        ImmutableInterlocked.Update(
            ref _blobs, blobs => blobs.TryGetValue(key, out var entry) ? blobs.SetItem(key, entry with { Modified = now, Version = NextVersion() }) : blobs);
        return StatAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        Check(seen.Key, cancellationToken);
        Entry? taken = null;
        ImmutableInterlocked.Update(ref _blobs, blobs =>
        {
            taken = blobs.GetValueOrDefault(seen.Key) is { } entry && entry.Stat(seen.Key).IsSameVersionAs(seen) ? entry : null;
            return taken is null ? blobs : blobs.Remove(seen.Key);
        });
        if (taken is null)
            return ValueTask.FromResult<string?>(null);
        var place = $"aside/{Guid.NewGuid():n}";
        ImmutableInterlocked.TryAdd(ref _aside, place, taken);
        return ValueTask.FromResult<string?>(place);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        Check(key, cancellationToken);
        if (!_aside.TryGetValue(place, out var entry))
            return ValueTask.FromResult(false);
        var young = entry with { Modified = _clock.GetUtcNow(), Version = NextVersion() };
        var isBack = ImmutableInterlocked.Update(ref _blobs, blobs => blobs.ContainsKey(key) ? blobs : blobs.Add(key, young));
        if (isBack)
            ImmutableInterlocked.TryRemove(ref _aside, place, out _);
        return ValueTask.FromResult(isBack);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _blobs = _blobs.Clear();
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    internal BlobStat Publish(string key, byte[] content, WriteOptions options)
    {
        var written = new Entry(content, _clock.GetUtcNow(), NextVersion());
        ImmutableInterlocked.Update(ref _blobs, blobs =>
        {
            var existing = blobs.GetValueOrDefault(key);
            if (options.IfUnchanged is { } expected && existing?.Stat(key).IsSameVersionAs(expected) != true)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
            return blobs.SetItem(key, options.Replace || existing is null ? written : existing with { Modified = written.Modified, Version = written.Version });
        });
        return _blobs.GetValueOrDefault(key, written).Stat(key);
    }

    private string NextVersion() => Interlocked.Increment(ref _versions).ToString(CultureInfo.InvariantCulture);

    internal void Check(string key, CancellationToken cancellationToken)
    {
        Traits.CheckKey(key);
        Check(cancellationToken);
    }

    internal void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed record Entry(byte[] Content, DateTimeOffset Modified, string Version)
    {
        public BlobStat Stat(string key) => new(key, Content.Length, Modified, Version);
    }

    private sealed class Draft(MemoryStore store, WriteOptions options) : BlobDraft
    {
        private readonly DraftBody _body = new(store.Traits);
        private bool _ended;

        protected override Stream Content => _body;

        protected override ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            store.Check(key, cancellationToken);
            _ended = true;
            return ValueTask.FromResult(store.Publish(key, _body.Take(), options));
        }

        public override ValueTask DisposeAsync()
        {
            _ended = true;
            return _body.DisposeAsync();
        }
    }

    private sealed class DraftBody(StoreTraits traits) : ForwardWriteStream
    {
        private readonly MemoryStream _bytes = new();

        public override bool CanWrite => _bytes.CanWrite;

        public byte[] Take()
        {
            var content = _bytes.ToArray();
            _bytes.Dispose();
            return content;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_bytes.CanWrite && _bytes.Length + buffer.Length > traits.MaxLength)
                throw new BlobException(BlobError.TooLarge, $"A blob in memory has at most {traits.MaxLength} bytes.", traits.Name);
            _bytes.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            _bytes.Dispose();
            base.Dispose(disposing);
        }
    }
}
