using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>Retention by the object lock of the bucket. It lies on the version that is current; what replaces or copies it is refused or carries it on.</summary>
internal sealed class S3Retention(S3Store store, TimeProvider clock) : IRetainsContent
{
    public async ValueTask<Retention> GetRetentionAsync(string key, CancellationToken cancellationToken = default) =>
        (await store.Bucket.FindAsync(store.NameOf(key, cancellationToken), key, cancellationToken))?.Retention ?? Retention.None;

    public async ValueTask SetRetentionAsync(string key, Retention retention, CancellationToken cancellationToken = default)
    {
        var (bucket, name) = (store.Bucket, store.NameOf(key, cancellationToken));
        store.CheckWritable(key);
        var present = (await bucket.FindAsync(name, key, cancellationToken) ?? throw BlobException.NotFound(store.Traits.Name, key)).Retention;
        if (present.Until > clock.GetUtcNow() && !(retention.Until >= present.Until))
            throw new BlobException(BlobError.Retained, $"The content is {present}; its time is not shortened.", store.Traits.Name, key);
        await bucket.SetRetentionAsync(name, present, retention, key, cancellationToken);
    }
}
