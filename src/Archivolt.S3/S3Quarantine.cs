using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>Damaged blobs as objects of the store's own, below <c>.archivolt/aside/</c>.</summary>
internal sealed class S3Quarantine(S3Store store, KeyLocks turns) : IQuarantine
{
    private const string Folder = "aside/";

    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        var name = store.NameOf(seen.Key, cancellationToken);
        store.CheckWritable(seen.Key);
        using var turn = await turns.TakeAsync(seen.Key, cancellationToken);
        if (await store.Bucket.FindAsync(name, seen.Key, cancellationToken) is not { } found || !found.ToStat(seen.Key).IsSameVersionAs(seen))
            return null;
        var place = $"{Folder}{Guid.NewGuid():n}";
        if (!await store.Bucket.CopyAsync(name, store.Bucket.Names.Own(place), found, key: seen.Key, cancellationToken: cancellationToken))
            return null;
        await store.Bucket.DeleteAsync(name, seen.Key, cancellationToken);
        return place;
    }

    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        var name = store.NameOf(key, cancellationToken);
        store.CheckWritable(key);
        // An id comes from outside: no path traversal.
        if (!place.StartsWith(Folder, StringComparison.Ordinal) || !Guid.TryParseExact(place.AsSpan(Folder.Length), "n", out _))
            return false;
        using var turn = await turns.TakeAsync(key, cancellationToken);
        var aside = store.Bucket.Names.Own(place);
        if (await store.Bucket.FindAsync(aside, key, cancellationToken) is not { } found || await store.Bucket.FindAsync(name, key, cancellationToken) is not null
            || !await store.Bucket.CopyAsync(aside, name, found, store.IsNew, key: key, cancellationToken: cancellationToken))
        {
            return false;
        }
        await BestEffort.TryAsync(() => store.Bucket.DeleteAsync(aside, key, cancellationToken));
        return true;
    }
}
