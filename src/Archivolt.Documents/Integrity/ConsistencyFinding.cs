using Archivolt.Blobs;
using Archivolt.Integrity;

namespace Archivolt.Documents.Integrity;

/// <summary>What does not fit between documents and stored content.</summary>
public enum Inconsistency
{
    /// <summary>Documents refer to content that is not stored.</summary>
    Missing,

    /// <summary>No document refers to stored content; a collection will take it after its grace.</summary>
    Unreferenced,

    /// <summary>A document tells another length than the stored content has.</summary>
    WrongLength,
}

/// <summary>Something that does not fit.</summary>
/// <param name="Key">The blob.</param>
/// <param name="Inconsistency">What does not fit.</param>
/// <param name="Detail">The same as a sentence.</param>
/// <param name="Length">Length of the stored content in bytes; null when there is none.</param>
/// <param name="Modified">When it was stored or stored again; null when there is none.</param>
/// <param name="Documents">The places in documents concerned.</param>
public sealed record ConsistencyFinding(
    BlobKey Key, Inconsistency Inconsistency, string Detail, long? Length, DateTimeOffset? Modified, IReadOnlyList<DamagedDocument> Documents);
