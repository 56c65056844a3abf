using System.Runtime.InteropServices;

namespace Archivolt.Stores;

/// <summary>How far a blob is from being readable.</summary>
public enum ColdState
{
    /// <summary>Readable, and not in cold storage.</summary>
    Available,

    /// <summary>In cold storage: readable only after a restore.</summary>
    Archived,

    /// <summary>In cold storage; a restore is under way.</summary>
    Restoring,

    /// <summary>In cold storage, and readable for a while.</summary>
    Restored,
}

/// <summary>Where a blob is between storage and cold storage.</summary>
/// <param name="State">The state.</param>
/// <param name="Until">For <see cref="ColdState.Restored"/>: until when it can be read.</param>
/// <param name="Expected">For <see cref="ColdState.Restoring"/>: when it will be readable, where the store knows.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ColdStatus(ColdState State, DateTimeOffset? Until = null, DateTimeOffset? Expected = null)
{
    /// <summary>True when the content can be read now.</summary>
    public bool IsReadable => State is ColdState.Available or ColdState.Restored;
}

/// <summary>
/// Ability of stores that keep content cheaply where it cannot be read at once. What is archived is listed and has its length and age like
/// any other blob; reading it fails with <see cref="Blobs.BlobError.Archived"/>. Content that is written again under an archived key is
/// no longer archived: its bytes are here.
/// </summary>
public interface IColdStorage
{
    /// <summary>Where the blob is; null when there is no such blob.</summary>
    ValueTask<ColdStatus?> GetStatusAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Moves the blob to cold storage. Does nothing when it is there, readable or not.</summary>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.NotFound"/>.</exception>
    ValueTask ArchiveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for the blob to be readable for a while, counted from when it can be read. A restore that is under way is not asked for twice, a
    /// blob that is readable for a while stays so for the longer of both times. Answers the status then.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="time">How long; stores may round it up to whole days.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.NotFound"/>.</exception>
    ValueTask<ColdStatus> RequestRestoreAsync(string key, TimeSpan time, CancellationToken cancellationToken = default);

    /// <summary>Takes a blob that can be read out of cold storage for good.</summary>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.Archived"/>: it cannot be read now; <see cref="Blobs.BlobError.NotFound"/>.</exception>
    ValueTask UnarchiveAsync(string key, CancellationToken cancellationToken = default);
}
