using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>Cold storage as a storage class of the bucket: an object goes there, and comes back, by a copy onto itself. The server restores for whole days.</summary>
internal sealed class S3Cold(S3Store store, KeyLocks turns) : IColdStorage
{
    private const string Hot = "STANDARD";
    private const int MostAttempts = 8;

    private S3StoreOptions Options => store.Bucket.Options;

    public async ValueTask<ColdStatus?> GetStatusAsync(string key, CancellationToken cancellationToken = default) =>
        (await store.Bucket.FindAsync(store.NameOf(key, cancellationToken), key, cancellationToken))?.Cold;

    public ValueTask ArchiveAsync(string key, CancellationToken cancellationToken = default) =>
        MoveAsync(key, Options.ColdStorageClass!, cold => cold.State != ColdState.Available, cancellationToken);

    public async ValueTask<ColdStatus> RequestRestoreAsync(string key, TimeSpan time, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        store.CheckWritable(key);
        var found = await FindAsync(key, cancellationToken);
        var days = (int)Math.Ceiling(time.TotalDays);
        if (found.Cold.State is ColdState.Available or ColdState.Restoring || found.Cold.Until >= store.Now + TimeSpan.FromDays(days))
            return found.Cold;
        await store.Bucket.RestoreAsync(store.NameOf(key, cancellationToken), found, days, key, cancellationToken);
        return (await FindAsync(key, cancellationToken)).Cold;
    }

    public ValueTask UnarchiveAsync(string key, CancellationToken cancellationToken = default) =>
        MoveAsync(key, Options.StorageClass ?? Hot, cold => cold.State == ColdState.Available, cancellationToken);

    private async ValueTask MoveAsync(string key, string storageClass, Predicate<ColdStatus> isThere, CancellationToken cancellationToken)
    {
        var name = store.NameOf(key, cancellationToken);
        store.CheckWritable(key);
        using var turn = await turns.TakeAsync(key, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var found = await FindAsync(key, cancellationToken);
            if (isThere(found.Cold))
                return;
            if (!found.Cold.IsReadable)
                throw new BlobException(BlobError.Archived, S3Failure.InColdStorage, store.Traits.Name, key);
            if (await store.Bucket.CopyAsync(name, name, found, storageClass: storageClass, key: key, cancellationToken: cancellationToken))
                return;
        }
        throw BlobException.Contended(store.Traits.Name, key);
    }

    private async ValueTask<StoredObject> FindAsync(string key, CancellationToken cancellationToken) =>
        await store.Bucket.FindAsync(store.NameOf(key, cancellationToken), key, cancellationToken) ?? throw BlobException.NotFound(store.Traits.Name, key);
}
