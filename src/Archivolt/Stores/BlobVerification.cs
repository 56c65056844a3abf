using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>What re-reading a blob found.</summary>
public enum BlobHealth
{
    /// <summary>The content hashes to its key.</summary>
    Sound,

    /// <summary>Readable to the end, but the key is no digest, so nothing says what the content should be.</summary>
    Readable,

    /// <summary>The content does not hash to its key, or cannot be read to its end; see <see cref="BlobDamage"/>.</summary>
    Damaged,

    /// <summary>There is no such blob.</summary>
    Missing,

    /// <summary>In cold storage: there, but not to be read now.</summary>
    Archived,
}

/// <summary>How a blob is damaged.</summary>
public enum BlobDamage
{
    /// <summary>The content does not hash to its key.</summary>
    WrongDigest,

    /// <summary>There are fewer or more bytes than there should be.</summary>
    WrongLength,

    /// <summary>A layer refused the stored bytes: encrypted content whose authentication fails, or a broken format.</summary>
    NotAuthentic,

    /// <summary>
    /// The disk failed to read it (EIO). A suspicion: the bytes on the medium may be whole, and a cable, a controller or a driver at fault.
    /// </summary>
    Unreadable,
}

/// <summary>The result of re-reading one blob.</summary>
/// <param name="Key">The key inside the provider.</param>
/// <param name="Health">What was found.</param>
/// <param name="Length">Bytes read.</param>
/// <param name="Detail">For damage: what differs, as a sentence.</param>
/// <param name="Damage">For damage: its kind.</param>
public sealed record BlobVerification(string Key, BlobHealth Health, long Length, string? Detail = null, BlobDamage? Damage = null)
{
    /// <summary>What undamaged content hashes to; otherwise null.</summary>
    public Digest? Digest { get; init; }
}
