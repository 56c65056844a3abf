using System.Runtime.InteropServices;

namespace Archivolt.Stores;

/// <summary>What a store knows of one stored blob.</summary>
/// <param name="Key">The key, without provider prefix.</param>
/// <param name="Length">Length of the content in bytes, as a reader gets it.</param>
/// <param name="Modified">When the content was last written or written again; collection never takes anything young.</param>
/// <param name="Version">
/// Which state of the key this is: other content has another version. Opaque (an ETag, a version id, a file's number and time), and only to be
/// compared within one store; null where the store has none.
/// </param>
/// <param name="StorageClass">The store's own word for how the content is kept, such as <c>GLACIER</c>; null where there is one kind only.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BlobStat(string Key, long Length, DateTimeOffset Modified, string? Version = null, string? StorageClass = null)
{
    /// <summary>True when the key still holds what was seen: by <see cref="Version"/>, or by age where the store has no versions.</summary>
    public bool IsSameVersionAs(BlobStat seen) => Key == seen.Key && (Version is null || seen.Version is null ? Modified == seen.Modified : Version == seen.Version);
}
