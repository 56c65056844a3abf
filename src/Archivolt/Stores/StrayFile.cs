namespace Archivolt.Stores;

/// <summary>Why something in a store's place is no blob of it.</summary>
public enum StrayReason
{
    /// <summary>Its name is no key of this store, such as <c>.DS_Store</c>.</summary>
    NotAKey,

    /// <summary>Its name is a digest, but blobs of that name are elsewhere: it was copied here, or the store's depth is not what it was.</summary>
    WrongPlace,

    /// <summary>A directory that cannot be read, so that what is in it is unknown.</summary>
    Unreadable,
}

/// <summary>A file or directory in a store's place that is no blob of it. Stores and collections leave it alone.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Reason">Why it is no blob.</param>
/// <param name="Detail">The same as a sentence, and what to do.</param>
public sealed record StrayFile(string Path, StrayReason Reason, string Detail);

/// <summary>Ability of stores in whose place strangers can put files.</summary>
public interface IFindsStrayFiles : IStoreUpkeep
{
    /// <summary>
    /// What is in the store's place and is no blob, in any order. A directory that belongs there in no way is one stray file, whatever is in it.
    /// </summary>
    IAsyncEnumerable<StrayFile> ListStrayFilesAsync(CancellationToken cancellationToken = default);

    /// <summary>True when a path that a listing named is a blob of this store, or a directory of its blobs.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isKey">Tells which keys blobs can have.</param>
    bool IsOwn(string path, Predicate<string> isKey);
}
