using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Stores;

/// <summary>Unfinished writes of a store in memory; they live as long as it.</summary>
internal sealed class MemoryWrites(MemoryStore store, TimeProvider clock) : IResumableWrites
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, Write> _writes = new(StringComparer.Ordinal);
    private readonly KeyLocks _turns = new();

    public ValueTask<ResumableWrite> BeginAsync(CancellationToken cancellationToken = default)
    {
        store.Check(cancellationToken);
        foreach (var (expired, write) in _writes)
        {
            if (write.Expires < clock.GetUtcNow())
                _writes.TryRemove(expired, out _);
        }
        var id = Guid.NewGuid().ToString("n");
        var begun = _writes[id] = new Write([], clock.GetUtcNow() + Lifetime);
        return ValueTask.FromResult(begun.StateOf(id));
    }

    public ValueTask<ResumableWrite?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        store.Check(cancellationToken);
        return ValueTask.FromResult(_writes.GetValueOrDefault(id)?.StateOf(id));
    }

    public async ValueTask<ResumableWrite> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        store.Check(cancellationToken);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var write = Get(id);
        if (write.Content.Length != offset)
        {
            throw new BlobException(BlobError.Conflict,
                $"The write has {write.Content.Length} bytes so far, so nothing can be appended at {offset}; go on from there.", store.Traits.Name);
        }
        using var bytes = new MemoryStream();
        bytes.Write(write.Content);
        var (grown, isKept) = (write, false);
        try
        {
            await content.CopyToAsync(bytes, cancellationToken);
        }
        finally
        {
            // What arrived is kept: that is what a write that can be resumed is for. It may have ended meanwhile.
            grown = new Write(bytes.ToArray(), clock.GetUtcNow() + Lifetime);
            isKept = _writes.TryUpdate(id, grown, write);
        }
        return isKept ? grown.StateOf(id) : throw NotFound();
    }

    public ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default)
    {
        store.Check(cancellationToken);
        return ValueTask.FromResult<Stream>(new MemoryStream(Get(id).Content, writable: false));
    }

    public async ValueTask<BlobStat> CommitAsync(string id, string key, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        store.Check(key, cancellationToken);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var content = Get(id).Content;
        if (options.ExpectedLength is { } expected && expected != content.Length)
        {
            throw new BlobException(BlobError.Conflict,
                $"The write has {content.Length} bytes so far and should have {expected}; append the rest before it is committed.", store.Traits.Name, key);
        }
        var stat = store.Publish(key, content, options);
        _writes.TryRemove(id, out _);
        return stat;
    }

    public ValueTask<bool> AbortAsync(string id, CancellationToken cancellationToken = default)
    {
        store.Check(cancellationToken);
        return ValueTask.FromResult(_writes.TryRemove(id, out _));
    }

    private Write Get(string id) => _writes.GetValueOrDefault(id) ?? throw NotFound();

    private BlobException NotFound() =>
        new(BlobError.NotFound, "There is no unfinished write with this id: it was committed, aborted or has expired.", store.Traits.Name);

    private sealed record Write(byte[] Content, DateTimeOffset Expires)
    {
        public ResumableWrite StateOf(string id) => new(id, Content.Length, Expires);
    }
}
