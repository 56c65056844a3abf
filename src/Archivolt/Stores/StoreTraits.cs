using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>When a commit may say "ok".</summary>
public enum Durability
{
    /// <summary>Content and directory entry are on stable storage: what was acknowledged survives a power cut.</summary>
    Full,

    /// <summary>Content is on stable storage, its directory entry may be lost with a power cut.</summary>
    File,

    /// <summary>Left to the operating system: survives a crash of the process, not of the machine.</summary>
    None,
}

/// <summary>How a store lists its blobs.</summary>
public enum Listing
{
    /// <summary>In <see cref="KeyOrder"/>, from any key on.</summary>
    Ordered,

    /// <summary>Each blob once, in no order; a listing cannot be resumed and refuses <c>after</c> with <see cref="BlobError.Unsupported"/>.</summary>
    Unordered,

    /// <summary>Not at all: <see cref="IBlobStore.ListAsync"/> fails with <see cref="BlobError.Unsupported"/>.</summary>
    None,
}

/// <summary>What it costs to make a blob young again without its bytes (<see cref="ITouch"/>).</summary>
public enum Touch
{
    /// <summary>About as much as looking at it.</summary>
    Cheap,

    /// <summary>A copy inside of the store: worth it for large content only.</summary>
    Copy,

    /// <summary>It cannot be done: the store has no <see cref="ITouch"/>.</summary>
    None,
}

/// <summary>What a store is and can do, as data. A layer changes only what it changes.</summary>
public sealed record StoreTraits
{
    /// <summary>What the store prints of itself, such as <c>File "videos"</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The promise behind an acknowledged commit.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>False when every write and deletion is refused with <see cref="BlobError.ReadOnly"/>.</summary>
    public bool CanWrite { get; init; } = true;

    /// <summary>True when an existing key can be replaced atomically (<see cref="WriteOptions.Replace"/>).</summary>
    public bool CanReplace { get; init; } = true;

    /// <summary>True when a range costs about its own bytes, false when the store reads from the start.</summary>
    public bool CheapRanges { get; init; } = true;

    /// <summary>How it lists its blobs.</summary>
    public Listing Listing { get; init; } = Listing.Ordered;

    /// <summary>What it costs to make a blob young again.</summary>
    public Touch Touch { get; init; } = Touch.None;

    /// <summary>Longest key, in characters.</summary>
    public int MaxKeyLength { get; init; } = 1024;

    /// <summary>Largest content in bytes; null when only the medium limits it.</summary>
    public long? MaxLength { get; init; }

    /// <summary>
    /// The physical places of the content, canonical, such as <c>file:///srv/binaries/</c>, those of all copies, the first one's first; empty when
    /// they are private to the instance. Two providers whose places are equal or nested share storage, which is refused at start-up.
    /// </summary>
    public IReadOnlyList<Uri> Locations { get; init; } = [];

    /// <summary>What is true of two stores that are used as one: the weaker promises, the narrower limits, the places of both.</summary>
    public StoreTraits Both(StoreTraits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Durability = Max(Durability, other.Durability),
            CanWrite = CanWrite && other.CanWrite,
            CanReplace = CanReplace && other.CanReplace,
            CheapRanges = CheapRanges && other.CheapRanges,
            Listing = Max(Listing, other.Listing),
            Touch = Max(Touch, other.Touch),
            MaxKeyLength = Math.Min(MaxKeyLength, other.MaxKeyLength),
            MaxLength = MaxLength is { } own && other.MaxLength is { } others ? Math.Min(own, others) : MaxLength ?? other.MaxLength,
            Locations = [.. Locations, .. other.Locations],
        };

        // The values of each enumeration go from the strongest to the weakest.
        static T Max<T>(T one, T two) where T : struct, Enum => Comparer<T>.Default.Compare(one, two) > 0 ? one : two;
    }

    /// <summary>True when a place of this store is a place of another one, or inside it.</summary>
    public bool SharesLocationWith(StoreTraits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Locations.Any(one => other.Locations.Any(place => one == place || one.IsBaseOf(place) || place.IsBaseOf(one)));
    }

    /// <summary>Refuses keys that no store takes: empty, longer than <see cref="MaxKeyLength"/>, or with half a surrogate pair.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>.</exception>
    public void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
            throw new BlobException(BlobError.InvalidKey, "A blob key is empty.", Name, key);
        if (key.Length > MaxKeyLength)
            throw new BlobException(BlobError.InvalidKey, $"A blob key is longer than the {MaxKeyLength} characters this store takes.", Name, key);
        // Encoders would replace the odd half, and two keys would become one.
        if (!IsWellFormed(key))
            throw new BlobException(BlobError.InvalidKey, "A blob key is not well-formed Unicode text.", Name, key);
    }

    /// <summary>Refuses writing to a store that is only read.</summary>
    /// <param name="key">The key to write, for the message; null for none.</param>
    /// <exception cref="BlobException"><see cref="BlobError.ReadOnly"/>.</exception>
    public void CheckWritable(string? key)
    {
        if (!CanWrite)
            throw new BlobException(BlobError.ReadOnly, "The store was opened for reading only.", Name, key);
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (++i == text.Length || !char.IsSurrogatePair(text[i - 1], text[i])))
                return false;
        }
        return true;
    }
}
