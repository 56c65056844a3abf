namespace Archivolt.Stores;

/// <summary>
/// Ability of stores that keep a small record beside the blobs which says who uses the store, so that a second installation does not collect
/// what the first one refers to. The record is no blob: it has no key and no listing shows it.
/// </summary>
public interface IOwnerRecord : IStoreUpkeep
{
    /// <summary>Longest record in bytes.</summary>
    const int MaxLength = 64 * 1024;

    /// <summary>The record; null when nobody has written one.</summary>
    /// <exception cref="Blobs.BlobException">It cannot be read, or is longer than <see cref="MaxLength"/>.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes the record in one step, on stable storage when it returns.</summary>
    /// <param name="record">At most <see cref="MaxLength"/> bytes.</param>
    /// <param name="replace">True to replace a record; false to write the first one.</param>
    /// <param name="cancellationToken">Cancels; nothing is changed then.</param>
    /// <returns>False when there is a record and it was not to be replaced.</returns>
    ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default);
}
