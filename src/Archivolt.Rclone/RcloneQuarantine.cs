using Archivolt.Stores;

namespace Archivolt.Rclone;

/// <summary>Damaged blobs as objects of the store's own, below <c>.archivolt/aside/</c>.</summary>
internal sealed class RcloneQuarantine(RcloneStore store) : IQuarantine
{
    private const string Folder = "aside/";

    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        var (slot, key) = (store.SlotOf(seen.Key, cancellationToken), seen.Key);
        using var turn = await store.Slots.TakeAsync(slot, cancellationToken);
        if (await store.Slots.SettleAsync(slot, key, cancellationToken) is not { } found || !store.StatOf(key, found).IsSameVersionAs(seen))
            return null;
        var place = $"{Folder}{Guid.NewGuid():n}";
        if (!await store.Place.MoveAsync(slot.Name, RcloneStore.Own(place), key, cancellationToken))
            return null;
        // What an unfinished replacement left is not to come back.
        await store.Slots.EmptyAsync(slot, key, cancellationToken);
        return place;
    }

    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        var slot = store.SlotOf(key, cancellationToken);
        // An id comes from outside: no path traversal.
        if (!place.StartsWith(Folder, StringComparison.Ordinal) || !Guid.TryParseExact(place.AsSpan(Folder.Length), "n", out _))
            return false;
        using var turn = await store.Slots.TakeAsync(slot, cancellationToken);
        return await store.Slots.SettleAsync(slot, key, cancellationToken) is null
            && await store.Place.MoveAsync(RcloneStore.Own(place), slot.Name, key, cancellationToken);
    }
}
