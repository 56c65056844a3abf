using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>The owner's record as an object of the store's own.</summary>
internal sealed class RcloneOwnerRecord(RcloneStore store) : IOwnerRecord
{
    private const int MostAttempts = 8;

    private readonly Slot _slot = new(RcloneStore.Own("owner"), RcloneStore.Own("former-owner"));

    public async ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await store.Slots.FindAsync(_slot, null, cancellationToken) is not { } found)
                return null;
            if (found.Entry.Size > IOwnerRecord.MaxLength)
                throw new BlobException(BlobError.Damaged, $"The owner's record '{found.Name}' has {found.Entry.Size} bytes, more than {IOwnerRecord.MaxLength}.", store.Place.Store);
            using var answer = await store.Place.OpenAsync(found.Name, range: null, null, cancellationToken);
            if (answer?.Content.Headers.ContentLength != found.Entry.Size)
                continue;
            var record = new byte[found.Entry.Size];
            await using var body = new ReceivedBody(
                await answer.Content.ReadAsStreamAsync(cancellationToken), answer, record.Length, store.Place.Options.IdleTimeout, store.Place.Store, key: null);
            await body.ReadExactlyAsync(record, cancellationToken);
            return record;
        }
        throw new BlobException(BlobError.Unavailable, "Others replace the owner's record all the time.", store.Place.Store);
    }

    public async ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, IOwnerRecord.MaxLength, nameof(record));
        await store.CheckPlaceAsync(null, cancellationToken);
        using var turn = await store.Slots.TakeAsync(_slot, cancellationToken);
        // Two processes may both find nothing; the next look at the record tells one of them.
        if (await store.Slots.SettleAsync(_slot, null, cancellationToken) is not null && !replace)
            return false;
        var temporary = RcloneStore.TemporaryName();
        try
        {
            await store.Place.UploadAsync(temporary, record, null, cancellationToken);
            await store.Slots.FillAsync(temporary, _slot, null, cancellationToken);
            return true;
        }
        finally
        {
            await BestEffort.TryAsync(async () => await store.Place.DeleteAsync(temporary, null, CancellationToken.None));
        }
    }
}
