using System.Collections.Concurrent;
using Archivolt.Stores.Kit;

namespace Archivolt.Stores;

/// <summary>Unfinished writes of a store in memory; they live as long as it.</summary>
internal sealed class MemoryWrites(MemoryStore store, TimeProvider clock) : ResumableWrites<MemoryWrite>(store.Traits.Name, Lifetime, clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, MemoryWrite> _writes = new(StringComparer.Ordinal);

    protected override ValueTask CreateAsync(string id, CancellationToken cancellationToken)
    {
        store.Check(cancellationToken);
        foreach (var (expired, write) in _writes)
        {
            if (write.Changed + Lifetime < Clock.GetUtcNow())
                _writes.TryRemove(expired, out _);
        }
        _writes[id] = new MemoryWrite(id, [], Clock.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<MemoryWrite?> FindWriteAsync(string id, CancellationToken cancellationToken)
    {
        store.Check(cancellationToken);
        return ValueTask.FromResult(_writes.GetValueOrDefault(id));
    }

    protected override async ValueTask<long> AppendAsync(MemoryWrite write, Stream content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        bytes.Write(write.Content);
        var isKept = false;
        try
        {
            await content.CopyToAsync(bytes, cancellationToken);
        }
        finally
        {
            // What arrived is kept: that is what a write that can be resumed is for. It may have ended meanwhile.
            isKept = _writes.TryUpdate(write.Id, new MemoryWrite(write.Id, bytes.ToArray(), Clock.GetUtcNow()), write);
        }
        return isKept ? bytes.Length : throw NotFound();
    }

    protected override Stream Open(MemoryWrite write) => new MemoryStream(write.Content, writable: false);

    protected override ValueTask<BlobStat> PublishAsync(MemoryWrite write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        store.Check(key, cancellationToken);
        return ValueTask.FromResult(store.Publish(key, write.Content, options));
    }

    protected override ValueTask<bool> ProlongAsync(MemoryWrite write, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_writes.TryUpdate(write.Id, write with { Changed = Clock.GetUtcNow() }, write));

    protected override ValueTask<bool> RemoveAsync(MemoryWrite write, CancellationToken cancellationToken) => ValueTask.FromResult(_writes.TryRemove(write.Id, out _));
}

/// <summary>An unfinished write in memory.</summary>
internal sealed record MemoryWrite(string Id, byte[] Content, DateTimeOffset Changed) : UnfinishedWrite(Id, Content.Length, Changed);
