namespace Archivolt.Documents.Collection;

/// <summary>Why a blob is to go.</summary>
public enum CollectionReason
{
    /// <summary>No document refers to it.</summary>
    Unreferenced,

    /// <summary>It was uploaded and no document came for it.</summary>
    Abandoned,

    /// <summary>Its document was given other content.</summary>
    Replaced,

    /// <summary>Its document was deleted.</summary>
    Deleted,
}

/// <summary>A blob that may be condemned.</summary>
/// <param name="Key">Key inside the provider.</param>
/// <param name="Length">Length in bytes; null when nobody looked.</param>
/// <param name="Modified">When it was last written, by the store's clock.</param>
public readonly record struct CollectionCandidate(string Key, long? Length, DateTimeOffset Modified);

/// <summary>A blob that will be deleted.</summary>
/// <param name="Provider">Id of the provider.</param>
/// <param name="Key">Key inside the provider.</param>
/// <param name="Length">Length in bytes, where it is known.</param>
/// <param name="Reason">Why.</param>
/// <param name="Condemned">Since when, by the database's clock.</param>
/// <param name="Due">When its grace is over.</param>
/// <param name="IsBeingDeleted">True when its deletion began: it cannot be restored.</param>
public sealed record CondemnedBlob(
    string Provider, string Key, long? Length, CollectionReason Reason, DateTimeOffset Condemned, DateTimeOffset Due, bool IsBeingDeleted);

/// <summary>How much is condemned.</summary>
/// <param name="Blobs">Number of blobs.</param>
/// <param name="Bytes">Their bytes, as far as they are known.</param>
/// <param name="Due">How many of them are past their grace.</param>
public sealed record CondemnedTotals(long Blobs, long Bytes, long Due);
