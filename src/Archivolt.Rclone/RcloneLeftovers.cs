using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Rclone;

/// <summary>Finds what writers that died left behind: content without a key, by age, and replacements that were not finished.</summary>
internal sealed class RcloneLeftovers(RcloneStore store, TimeProvider clock, string? formerFolder) : ICleansTempFiles
{
    public const string TemporaryFolder = "tmp";

    public async ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default)
    {
        var (count, oldest) = (0L, clock.GetUtcNow() - store.Place.Options.AbandonedAfter);
        foreach (var entry in await ListAsync(TemporaryFolder, cancellationToken))
        {
            // A back end that keeps no times gives none: whether somebody is still writing, nobody knows.
            if (entry.ModTime > DateTimeOffset.UnixEpoch && entry.ModTime < oldest && await store.Place.DeleteAsync(RcloneStore.Own($"{TemporaryFolder}/{entry.Name}"), null, cancellationToken))
                count++;
        }
        if (formerFolder is null)
            return count;
        foreach (var entry in await ListAsync(formerFolder, cancellationToken))
            count += await EndReplacementAsync(entry.Name, cancellationToken) ? 1 : 0;
        return count;
    }

    // Renaming does not replace here, so whoever is just doing the same is not disturbed.
    private async Task<bool> EndReplacementAsync(string key, CancellationToken cancellationToken)
    {
        Slot slot;
        try
        {
            slot = store.SlotOf(key, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            return false;
        }
        using var turn = await store.Slots.TakeAsync(slot, cancellationToken);
        await store.Slots.SettleAsync(slot, key, cancellationToken);
        return await store.Place.DeleteAsync(slot.Former, key, cancellationToken);
    }

    private async Task<List<Entry>> ListAsync(string folder, CancellationToken cancellationToken) =>
        await store.Place.ListAsync(RcloneStore.Own(folder), folders: false, cancellationToken) ?? [];
}
