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

    /// <summary>Longest key, in characters.</summary>
    public int MaxKeyLength { get; init; } = 1024;

    /// <summary>Largest content in bytes; null when only the medium limits it.</summary>
    public long? MaxLength { get; init; }

    /// <summary>
    /// The physical places of the content, canonical, such as <c>file:///srv/binaries/</c>, those of all copies, the first one's first; empty when
    /// they are private to the instance. Two providers whose places are equal or nested share storage, which is refused at start-up.
    /// </summary>
    public IReadOnlyList<Uri> Locations { get; init; } = [];

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
