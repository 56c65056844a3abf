using Archivolt.Blobs;

namespace Archivolt.Layers.Mirroring;

/// <summary>Which failures are those of one copy, so that another one may do better.</summary>
internal static class CopyFaults
{
    /// <summary>True when another copy may have what this one did not give.</summary>
    public static bool MayBeElsewhere(BlobError error) =>
        error is BlobError.NotFound or BlobError.Damaged or BlobError.IO or BlobError.Unavailable or BlobError.Timeout or BlobError.PermissionDenied;

    /// <summary>True when a write failed for this copy's own reasons.</summary>
    public static bool IsOwn(BlobError error) =>
        error is BlobError.IO or BlobError.Unavailable or BlobError.Timeout or BlobError.PermissionDenied or BlobError.NoSpace or BlobError.ReadOnly;

    /// <summary>Only when no copy has it there is nothing; what may pass comes before what will not.</summary>
    public static BlobException MostTelling(List<BlobException> failures) =>
        failures.Find(failure => failure.IsTransient) ?? failures.Find(failure => failure.Error != BlobError.NotFound) ?? failures[0];
}
