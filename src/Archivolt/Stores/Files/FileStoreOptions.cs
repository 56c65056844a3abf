using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>How a <see cref="FileStore"/> is opened. What is null is taken from the store's <c>config.xml</c>, or chosen for a new store.</summary>
public sealed record FileStoreOptions
{
    /// <summary>The store's directory, which has <c>data</c>, <c>tmp</c> and <c>config.xml</c>. Created when missing.</summary>
    public required string Path { get; init; }

    /// <summary>What the store prints of itself, usually its provider's id; null for the directory's name.</summary>
    public string? Name { get; init; }

    /// <summary>The algorithm that names content here; null for the one of <c>config.xml</c>, and SHA-256 for a new store.</summary>
    public DigestAlgorithm? Digest { get; init; }

    /// <summary>
    /// Where files are; null for the depth of <c>config.xml</c> (2 for a new store). The Nuxeo platform's providers whose keys are no digests write
    /// <see cref="PathLayout.Flat"/>, whatever <c>config.xml</c> says.
    /// </summary>
    public PathLayout? Layout { get; init; }

    /// <summary>What a commit waits for: content and its directory entry on stable storage (<c>Full</c>), content alone (<c>File</c>), or nothing (<c>None</c>).</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>True to write nothing at all, not even at opening: for archives and read-only media.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>True to refuse a directory that is not a store yet instead of making one.</summary>
    public bool MustExist { get; init; }

    /// <summary>How old an unfinished file must be before it is deleted, when nothing says whether its writer still lives.</summary>
    public TimeSpan LeftoverGrace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a write that can be resumed (<see cref="IResumableWrites"/>) is kept after something was last appended to it.</summary>
    public TimeSpan ResumableLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The disk; null for this machine's.</summary>
    public IDisk? Disk { get; init; }

    /// <summary>The clock that leftovers are judged by; null for the system's.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
