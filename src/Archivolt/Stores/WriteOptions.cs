namespace Archivolt.Stores;

/// <summary>How a draft is to be written.</summary>
public sealed record WriteOptions
{
    /// <summary>The usual: unknown length, never replace.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>
    /// The key under which the draft will be committed, where it is known before: a store may then write straight to it, and takes no other key at
    /// the commit. Null (the default) where only the whole content tells the key.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Length in bytes where it is known; a hint that lets a store choose its way of writing.</summary>
    public long? ExpectedLength { get; init; }

    /// <summary>True where <see cref="ExpectedLength"/> is no guess but announced: content of another length is not to be committed, so that a store may tell its server the length before.</summary>
    public bool IsLengthAnnounced { get; init; }

    /// <summary>
    /// True to replace a blob that already has the key, atomically; false (the default) to keep the existing one, which is right where
    /// the key is the content's digest.
    /// </summary>
    public bool Replace { get; init; }

    /// <summary>
    /// With <see cref="Replace"/>: the blob that is to be replaced, as it was seen (<see cref="BlobStat.IsSameVersionAs"/>). Where the key holds anything
    /// else by the time of the commit, or nothing, the commit fails with <see cref="Blobs.BlobError.Conflict"/> and what is there stays: for who writes on, such as a re-encryption, and
    /// must not undo what others did meanwhile. Null (the default) for whatever is there.
    /// </summary>
    public BlobStat? IfUnchanged { get; init; }

    /// <summary>Refuses to commit under a key other than <see cref="Key"/>, where that was announced.</summary>
    /// <exception cref="InvalidOperationException">The key is another one.</exception>
    public void CheckAnnounced(string key)
    {
        if (Key is not null && Key != key)
            throw new InvalidOperationException("The draft was begun for another key.");
    }
}
