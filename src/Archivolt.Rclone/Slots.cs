using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>
/// Finds and fills slots. Where the back end renames over what is there, that replaces; elsewhere the older content is renamed first, the new content takes its name, and the older content is deleted. A
/// crash in between leaves one of the two under a name where readers look. Callers that write hold the slot's turn.
/// </summary>
internal sealed class Slots(RemotePlace place, bool replacesByRenaming)
{
    private readonly KeyLocks _turns = new();

    /// <summary>Waits until nobody else in this process writes the slot.</summary>
    public ValueTask<KeyLock> TakeAsync(Slot slot, CancellationToken cancellationToken) => _turns.TakeAsync(slot.Name, cancellationToken);

    /// <summary>What is in a slot, for who only reads; null for nothing.</summary>
    public async Task<Located?> FindAsync(Slot slot, string? key, CancellationToken cancellationToken)
    {
        if (await place.FindAsync(slot.Name, key, cancellationToken) is { } found)
            return new Located(slot.Name, found);
        if (replacesByRenaming)
            return null;
        using var turn = await TakeAsync(slot, cancellationToken);
        return await place.FindAsync(slot.Former, key, cancellationToken) is { } former ? new Located(slot.Former, former)
            // It may have been replaced between the two looks.
            : await place.FindAsync(slot.Name, key, cancellationToken) is { } replaced ? new Located(slot.Name, replaced) : null;
    }

    /// <summary>What is in a slot under its own name, for who holds its turn; first ends what a crash interrupted.</summary>
    public async Task<Entry?> SettleAsync(Slot slot, string? key, CancellationToken cancellationToken)
    {
        var found = await place.FindAsync(slot.Name, key, cancellationToken);
        if (found is not null || replacesByRenaming || !await place.MoveAsync(slot.Former, slot.Name, key, cancellationToken))
            return found;
        return await place.FindAsync(slot.Name, key, cancellationToken);
    }

    /// <summary>Gives an object the name of a slot, where nothing is or whatever is there.</summary>
    public async Task FillAsync(string from, Slot slot, string? key, CancellationToken cancellationToken)
    {
        var hasFormer = false;
        if (!replacesByRenaming)
        {
            if (await place.FindAsync(slot.Name, key, cancellationToken) is not null)
            {
                // What is there under the own name is newer.
                await place.DeleteAsync(slot.Former, key, cancellationToken);
                hasFormer = await place.MoveAsync(slot.Name, slot.Former, key, cancellationToken);
            }
        }
        try
        {
            await PublishAsync(from, slot, key, cancellationToken);
        }
        catch when (hasFormer)
        {
            await BestEffort.TryAsync(async () => await place.MoveAsync(slot.Former, slot.Name, key, CancellationToken.None));
            throw;
        }
        if (hasFormer)
            await BestEffort.TryAsync(async () => await place.DeleteAsync(slot.Former, key, CancellationToken.None));
    }

    /// <summary>Gives an object the name of a slot in which nothing is.</summary>
    public async Task PublishAsync(string from, Slot slot, string? key, CancellationToken cancellationToken)
    {
        if (!await place.MoveAsync(from, slot.Name, key, cancellationToken))
            throw new BlobException(BlobError.Unavailable, "The content is gone before it had its key: somebody took it for abandoned; write it again.", place.Store, key);
    }

    /// <summary>Takes all that is in a slot away; false where nothing was.</summary>
    public async Task<bool> EmptyAsync(Slot slot, string? key, CancellationToken cancellationToken)
    {
        // The older content first, which nobody is to see again.
        var hadFormer = !replacesByRenaming && await place.DeleteAsync(slot.Former, key, cancellationToken);
        return await place.DeleteAsync(slot.Name, key, cancellationToken) || hadFormer;
    }
}
