using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>When blobs were last handed out, to the hour; kept beside the documents.</summary>
public interface IBlobAccess
{
    /// <summary>Keeps accesses; an earlier one than is known changes nothing.</summary>
    Task RecordAsync(IReadOnlyCollection<KeyValuePair<BlobKey, DateTimeOffset>> accesses, CancellationToken cancellationToken = default);

    /// <summary>The last accesses of those of the blobs that have one.</summary>
    /// <param name="keys">Keys with provider.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyDictionary<BlobKey, DateTimeOffset>> FindAsync(IReadOnlyCollection<BlobKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Forgets blobs that no document refers to any more; answers how many.</summary>
    Task<int> PruneAsync(CancellationToken cancellationToken = default);
}
