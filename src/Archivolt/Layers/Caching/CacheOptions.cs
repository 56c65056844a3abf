using Archivolt.Stores;

namespace Archivolt.Layers.Caching;

/// <summary>What a <see cref="Cached"/> store keeps near.</summary>
public sealed record CacheOptions
{
    /// <summary>The directory; each process has one of its own in it.</summary>
    public required string Path { get; init; }

    /// <summary>The most bytes that are kept.</summary>
    public long MaxBytes { get; init; } = 100 << 20;

    /// <summary>The most files that are kept, each of at most <see cref="BlockSize"/> bytes.</summary>
    public int MaxFiles { get; init; } = 10_000;

    /// <summary>What was used within this time is not given up for anything new, which then passes by the cache.</summary>
    public TimeSpan MinAge { get; init; }

    /// <summary>How many bytes are fetched and kept together, from 4 KiB to 64 MiB.</summary>
    public int BlockSize { get; init; } = 1 << 20;

    /// <summary>How long a blob is served before the store is asked whether it is still the same; zero to ask before every read.</summary>
    public TimeSpan CheckAfter { get; init; }

    /// <summary>
    /// True where content under one key is always the same, as where keys are digests: it counts as unchanged while its length is, however often it is written again. False to compare
    /// versions, for keys that can get other content and for content that is encrypted.
    /// </summary>
    public bool KeysAreDigests { get; init; }

    /// <summary>True when two looks at a blob saw the same content.</summary>
    internal bool IsSame(BlobStat one, BlobStat two) => one.Length == two.Length && (KeysAreDigests || one.IsSameVersionAs(two));

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockSize, MinBlockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BlockSize, MaxBlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckAfter, TimeSpan.Zero);
    }

    internal const int MinBlockSize = 4 << 10;
    internal const int MaxBlockSize = 64 << 20;
}
