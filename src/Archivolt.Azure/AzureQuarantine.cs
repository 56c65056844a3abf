using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>Damaged blobs as blobs of the store's own, below <c>.archivolt/aside/</c>.</summary>
internal sealed class AzureQuarantine(AzureStore store, KeyLocks turns) : IQuarantine
{
    private const string Folder = "aside/";

    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        var (container, name) = (store.Container, store.NameOf(seen.Key, cancellationToken));
        store.Traits.CheckWritable(seen.Key);
        using var turn = await turns.TakeAsync(seen.Key, cancellationToken);
        if (await container.FindAsync(name, seen.Key, cancellationToken) is not { } found || !found.ToStat(seen.Key).IsSameVersionAs(seen))
            return null;
        var place = $"{Folder}{Guid.NewGuid():n}";
        if (await container.CopyAsync(name, container.Names.Own(place), found, key: seen.Key, cancellationToken: cancellationToken) is null)
            return null;
        await container.DeleteAsync(name, seen.Key, cancellationToken);
        return place;
    }

    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        var (container, name) = (store.Container, store.NameOf(key, cancellationToken));
        store.Traits.CheckWritable(key);
        // An id comes from outside: no path traversal.
        if (!place.StartsWith(Folder, StringComparison.Ordinal) || !Guid.TryParseExact(place.AsSpan(Folder.Length), "n", out _))
            return false;
        using var turn = await turns.TakeAsync(key, cancellationToken);
        var aside = container.Names.Own(place);
        if (await container.FindAsync(aside, key, cancellationToken) is not { } found
            || await container.CopyAsync(aside, name, found, new BlobRequestConditions { IfNoneMatch = ETag.All }, key, cancellationToken) is null)
        {
            return false;
        }
        await BestEffort.TryAsync(async () => await container.DeleteAsync(aside, key, cancellationToken));
        return true;
    }
}
