using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;

namespace Archivolt.Layers.Sidecars;

/// <summary>A file store whose directory is made by the first write, so that nothing appears beside content that nobody noted anything about.</summary>
internal sealed class LazyStore(FileStoreOptions options) : IBlobStore
{
    private readonly Lock _opening = new();
    private FileStore? _store;
    private bool _disposed;

    public StoreTraits Traits { get; } = new()
    {
        Name = options.Name ?? options.Path,
        Durability = options.Durability,
        CanWrite = !options.ReadOnly,
        CanReplace = !options.ReadOnly,
    };

    public ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        Find() is { } store ? store.StatAsync(key, cancellationToken) : ValueTask.FromResult<BlobStat?>(null);

    public ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        Find() is { } store ? store.OpenAsync(key, range, cancellationToken) : throw BlobException.NotFound(Traits.Name, key);

    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        Make().BeginWriteAsync(options, cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default) =>
        Find() is { } store ? store.DeleteAsync(key, proof, cancellationToken) : ValueTask.FromResult(false);

    public async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Find() is not { } store)
            yield break;
        await foreach (var blob in store.ListAsync(after, cancellationToken))
            yield return blob;
    }

    public object? GetService(Type ability) => null;

    public ValueTask DisposeAsync()
    {
        lock (_opening)
        {
            _disposed = true;
            return _store?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }

    // Another process may have made it. A directory that cannot be looked at is not one that is missing.
    private FileStore? Find() => Volatile.Read(ref _store) ?? (Exists() ? Make() : null);

    private bool Exists()
    {
        try
        {
            return LocalDisk.Instance.Stat(options.Path) is { IsFile: false };
        }
        catch (DiskException exception)
        {
            throw new BlobException(exception.Error, exception.Message, Traits.Name, innerException: exception);
        }
    }

    private FileStore Make()
    {
        if (Volatile.Read(ref _store) is { } present)
            return present;
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _store ??= FileStore.Open(options);
        }
    }
}
