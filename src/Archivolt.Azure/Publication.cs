using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>Content that is ready to become visible.</summary>
/// <param name="WriteAsync">Makes it visible under its key; null when the conditions (null for none) do not hold. It may be called again then.</param>
internal sealed record Publication(Func<BlobRequestConditions?, CancellationToken, ValueTask<StoredBlob?>> WriteAsync)
{
    /// <summary>True when sending it costs less than asking before whether it is there.</summary>
    public bool IsCheap { get; init; }
}
