namespace Archivolt.Stores;

/// <summary>
/// Ability of stores that refuse by themselves to replace or delete content under retention (<see cref="Blobs.BlobError.Retained"/>), whoever
/// asks: object locks, or a layer that notes beside the store what is protected.
/// </summary>
public interface IRetainsContent
{
    /// <summary>What protects the blob; <see cref="Retention.None"/> where nothing does.</summary>
    ValueTask<Retention> GetRetentionAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Protects the blob from now on. A time that still runs is not shortened, a legal hold can be taken off.</summary>
    /// <exception cref="Blobs.BlobException">
    /// <see cref="Blobs.BlobError.NotFound"/>; <see cref="Blobs.BlobError.Retained"/>: it would shorten a time that still runs.
    /// </exception>
    ValueTask SetRetentionAsync(string key, Retention retention, CancellationToken cancellationToken = default);
}
